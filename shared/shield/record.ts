import type { RegistryIdentity } from '../registry/identity.ts';
import type { Store } from '../runtime/store/store.ts';
import { readUseRecord } from '../use/record.ts';
import type { Unneeded } from './step.ts';

/**
 * Since when images with an in-use tag are not in use, as earlier walks have found; not before their last use by the use
 * record, which may know better.
 */
export async function unneededSince(store: Store, registry: RegistryIdentity): Promise<Unneeded[]> {
  const known = await readUnneeded(store, registry);
  if (known.length === 0) return [];
  const { images = [] } = (await readUseRecord(store, registry)) ?? {};
  const lastUses = new Map(images.map((image) => [keyOf(image), image.last]));
  return known.map((each) => {
    const last = lastUses.get(keyOf(each));
    return last !== undefined && last > each.since ? { ...each, since: last } : each;
  });
}

/** What earlier walks have found. */
export async function readUnneeded(store: Store, registry: RegistryIdentity): Promise<Unneeded[]> {
  const found = await store.get(fileOf(registry));
  return found ? (JSON.parse(new TextDecoder().decode(found)) as Unneeded[]) : [];
}

export async function writeUnneeded(
  store: Store,
  registry: RegistryIdentity,
  unneeded: readonly Unneeded[],
): Promise<void> {
  await store.put(fileOf(registry), JSON.stringify(unneeded), 'application/json');
}

function keyOf({ repository, digest }: { repository: string; digest: string }): string {
  return `${repository}@${digest}`;
}

function fileOf({ registryId, region }: RegistryIdentity): string {
  return `shield/account=${registryId}/region=${region}/unneeded.json`;
}
