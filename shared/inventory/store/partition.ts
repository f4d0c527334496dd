import type { RegistryIdentity } from '../../registry/identity.ts';
import type { Part } from '../summary/summary.ts';

/** The registry and the day that name the folders of an inventory. */
export interface Partition extends RegistryIdentity {
  /** YYYY-MM-DD, UTC. */
  date: string;
}

export function partitionOf({ registryId, region }: RegistryIdentity, takenAt: Date): Partition {
  return { registryId, region, date: takenAt.toISOString().slice(0, 10) };
}

/** `date=…/account=…/region=…`: partitioned as Hive does it, which Athena and Glue read. */
export function folderOf({ date, registryId, region }: Partition): string {
  return `date=${date}/account=${registryId}/region=${region}`;
}

/** The summary of a day: a second run on the same day overwrites the first. */
export function summaryKey(partition: Partition): string {
  return `summary/${folderOf(partition)}/inventory.json`;
}

export function reportKey(partition: Partition): string {
  return `report/${folderOf(partition)}/inventory.html`;
}

/** The n-th file of a shard, or of its slice from a repository on. Read again, it writes the same files. */
export function partKey(
  partition: Partition,
  table: Part['table'],
  { shard, from }: { shard: number; from: number },
  n: number,
): string {
  const slice = from === 0 ? '' : `-from-${padded(from)}`;
  return `${table}/${folderOf(partition)}/part-${padded(shard)}${slice}-${String(n).padStart(3, '0')}.parquet`;
}

/** Where a run keeps intermediate files, which are not needed after it is published. */
export function runsPrefix(partition: Partition): string {
  return `runs/${folderOf(partition)}/`;
}

/** The list of a shard's repositories, which is kept from the beginning of a run to its end. */
export function shardKey(partition: Partition, shard: number): string {
  return `${runsPrefix(partition)}shard-${padded(shard)}.json`;
}

/** The result of a slice of a shard: from the repository at the index `from` on. */
export function resultKey(partition: Partition, shard: number, from: number): string {
  return `${runsPrefix(partition)}shard-${padded(shard)}-from-${padded(from)}.json`;
}

function padded(number: number): string {
  return String(number).padStart(5, '0');
}
