import { z } from 'zod';

/** An image as declared, and the digest that was pulled or pinned. */
export const containerUse = z.strictObject({
  image: z.string().min(1).optional(),
  imageDigest: z.string().min(1).optional(),
});

export type ContainerUse = z.output<typeof containerUse>;
