import type { InventoryConfig } from '../config/schema/schema.ts';
import type { SeenRepository } from './collect.ts';

/** The texts of alerts and of the command. */

type Sizes = Pick<SeenRepository, 'images' | 'bytes' | 'archivedBytes'>;

const GB = 1e9;

/** US dollars a month, to the cent. Layers that images share are counted for each: it is at most that. */
export function dollarsPerMonth(
  { bytes, archivedBytes }: Sizes,
  prices: InventoryConfig['prices'],
): number {
  const standard = ((bytes - archivedBytes) / GB) * prices.standard;
  return Math.round((standard + (archivedBytes / GB) * prices.archive) * 100) / 100;
}

/** `12 images, 3.4 GB, at most 0.34 dollars a month`. */
export function sizeInWords(sizes: Sizes, prices: InventoryConfig['prices']): string {
  const { images, bytes } = sizes;
  if (images === 0) return 'no image';
  const gigabytes = `${(bytes / GB).toFixed(bytes < GB ? 3 : 1)} GB`;
  const dollars = dollarsPerMonth(sizes, prices).toFixed(2);
  const count = images === 1 ? '1 image' : `${images} images`;
  return `${count}, ${gigabytes}, at most ${dollars} dollars a month`;
}
