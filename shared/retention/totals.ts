import { isIndex } from '../registry/manifests/media-types.ts';
import { cents, monthly } from '../registry/storage-cost.ts';
import type { StoredImage } from './image.ts';
import type { Unit } from './plan/units.ts';

/** How much storage images have. */
export interface Totals {
  images: number;
  /** At most so much is billed: a layer that images share is billed once, and counted for each. */
  bytes: number;
  archivedBytes: number;
}

/** US dollars per GB and month: `inventory.prices` of registry.yml. */
export interface Prices {
  standard: number;
  archive: number;
}

export const nothing: Totals = { images: 0, bytes: 0, archivedBytes: 0 };

/** ECR gives an index the size of its largest part: it has none of its own. */
export function totalsOf(images: Iterable<StoredImage>): Totals {
  const totals = { ...nothing };
  for (const image of images) {
    const bytes = isIndex(image) ? 0 : image.bytes;
    totals.images += 1;
    totals.bytes += bytes;
    if (image.status === 'ARCHIVED') totals.archivedBytes += bytes;
  }
  return totals;
}

export function totalsOfUnits(units: readonly Unit[]): Totals {
  return totalsOf(units.flatMap(({ images }) => images));
}

export function sum(a: Totals, b: Totals): Totals {
  return {
    images: a.images + b.images,
    bytes: a.bytes + b.bytes,
    archivedBytes: a.archivedBytes + b.archivedBytes,
  };
}

/** US dollars a month, at most. */
export function dollarsOf({ bytes, archivedBytes }: Totals, prices: Prices): number {
  return cents(
    monthly(bytes - archivedBytes, prices.standard) + monthly(archivedBytes, prices.archive),
  );
}

/** `3 images, up to 1.2 GB, $0.12 a month`. */
export function inWords(totals: Totals, prices: Prices): string {
  const images = totals.images === 1 ? '1 image' : `${totals.images} images`;
  const size = (totals.bytes / 1e9).toFixed(2);
  return `${images}, up to ${size} GB, $${dollarsOf(totals, prices).toFixed(2)} a month`;
}
