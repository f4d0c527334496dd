import { folderOf, type Partition, padded } from '../../registry/partition.ts';
import type { Part } from '../summary/summary.ts';

/** The summary of a day: a second run on the same day overwrites the first. */
export function summaryKey(partition: Partition): string {
  return `summary/${folderOf(partition)}/inventory.json`;
}

export function reportKey(partition: Partition): string {
  return `report/${folderOf(partition)}/inventory.html`;
}

/** The n-th file of a slice, or of its later visit from a repository on. Read again, it writes the same files. */
export function partKey(
  partition: Partition,
  table: Part['table'],
  { slice, from }: { slice: number; from: number },
  n: number,
): string {
  const later = from === 0 ? '' : `-from-${padded(from)}`;
  return `${table}/${folderOf(partition)}/part-${padded(slice)}${later}-${String(n).padStart(3, '0')}.parquet`;
}
