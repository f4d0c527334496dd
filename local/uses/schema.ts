import { z } from 'zod';

/** What the shapes of uses have in common. */

export const text = z.string().min(1);

export const named = { name: text };

/** URIs of images. */
export const images = z.array(text).readonly();

export function listOf<Item extends z.ZodType>(item: Item) {
  return z.array(item).readonly().optional();
}
