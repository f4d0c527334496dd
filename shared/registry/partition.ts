import type { RegistryIdentity } from './identity.ts';

/** The registry and the day that name the folders of what is kept of it. */
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

/** A number as part of a key: keys are in the order of their numbers. */
export function padded(number: number): string {
  return String(number).padStart(5, '0');
}
