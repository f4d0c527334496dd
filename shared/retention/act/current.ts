import type { ECRClient } from '@aws-sdk/client-ecr';
import type { RegistryIdentity } from '../../registry/identity.ts';
import type { IndexReader } from '../../registry/manifests/index-parts.ts';
import {
  type PartsOfIndexes,
  type Relations,
  relationsOf,
} from '../../registry/manifests/relations.ts';
import { images } from '../../registry/read.ts';
import { unlessGone } from '../../registry/tags/races.ts';
import type { Store } from '../../runtime/store/store.ts';
import type { Uses } from '../../use/uses.ts';
import { advance } from '../announce.ts';
import { type StoredImage, storedImage } from '../image.ts';
import { readMemory } from '../memory.ts';
import type { Selected } from '../plan/plan.ts';
import { readPlan } from '../read.ts';
import type { RetentionRule } from '../rules.ts';
import type { SourceReader } from '../source/source.ts';

/** With what a repository is read again, right before something is done. */
export interface CurrentReading {
  ecr: ECRClient;
  registry: RegistryIdentity;
  store: Store;
  indexes: IndexReader;
  /** What runs now: a minute old at most. */
  uses(): Promise<Uses>;
  sources: SourceReader;
  /** When the walk began. */
  began: Date;
}

/** What is due in a repository now. */
export interface Current {
  due: readonly Selected[];
  relations: Relations<StoredImage>;
}

/**
 * What is due as all images, tags, uses and announcements are now: what has changed since the walk has read the
 * repository counts. Nothing where the repository is gone.
 */
export async function readCurrent(
  reading: CurrentReading,
  name: string,
  rule: RetentionRule,
): Promise<Current> {
  const { ecr, registry, store, indexes, sources, began } = reading;
  // What runs is read first: what is pushed and deployed after it is newer than the walk, and stays.
  const uses = await reading.uses();
  const memory = await readMemory(store, registry, name);
  const found = await unlessGone(Array.fromAsync(images(ecr, name, { imageStatus: 'ANY' })));
  const all = (found ?? []).map(storedImage);
  const { plan, parts } = await readPlan(
    { indexes, uses, sources, began },
    { name, images: all, rule, memory },
  );
  const byDigest = new Map(all.map((image) => [image.imageDigest, image]));
  const { due } = advance({ memory, plan, rule, byDigest, began });
  return { due, relations: relationsOf(all, parts as PartsOfIndexes) };
}
