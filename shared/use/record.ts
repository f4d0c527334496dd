import type { RegistryIdentity } from '../registry/identity.ts';
import type { Store } from '../runtime/store/store.ts';
import type { UnknownUses } from './uses.ts';

/** An image that is or was in use, as the nightly walk has resolved it. */
export interface RecordedUse {
  repository: string;
  digest: string;
  /** The names under which it runs: tags, or its digest. */
  names: readonly string[];
  /** Who runs it, 20 at most: `ECS service prod/web`. */
  by: readonly string[];
  /** How many more there are. */
  more?: number;
  /** See ImageUse. */
  standby?: true;
  /** ISO 8601: the first walk that has seen it in use. */
  since: string;
  /** ISO 8601: the last walk that has seen it in use, or could not read whether it is. */
  last: string;
}

/** What is in use in a registry, and was until lately. Kept by the nightly walk. */
export interface UseRecord {
  /** ISO 8601: when the walk began. */
  at: string;
  /** What could not be read then. */
  unknown: readonly UnknownUses[];
  images: readonly RecordedUse[];
}

/** Undefined where no walk has kept one yet. */
export async function readUseRecord(
  store: Store,
  registry: RegistryIdentity,
): Promise<UseRecord | undefined> {
  const found = await store.get(keyOf(registry));
  return found && (JSON.parse(new TextDecoder().decode(found)) as UseRecord);
}

export async function writeUseRecord(
  store: Store,
  registry: RegistryIdentity,
  record: UseRecord,
): Promise<void> {
  await store.put(keyOf(registry), JSON.stringify(record), 'application/json');
}

function keyOf({ registryId, region }: RegistryIdentity): string {
  return `use/account=${registryId}/region=${region}/use.json`;
}
