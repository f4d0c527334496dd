import type { ECRClient } from '@aws-sdk/client-ecr';
import { type Compared, compareInventories } from '../../shared/inventory/compare/compare.ts';
import {
  createPartWriter,
  type SlicePlace,
  writeParts,
} from '../../shared/inventory/parquet/parts.ts';
import { imageRow } from '../../shared/inventory/rows/image.ts';
import type { RepositoryRow } from '../../shared/inventory/rows/rows.ts';
import { countingVisit } from '../../shared/inventory/slices/count.ts';
import type { InventorySink } from '../../shared/inventory/store/sink.ts';
import { noImages } from '../../shared/inventory/summary/count.ts';
import { identify } from '../../shared/registry/identity.ts';
import { partitionOf } from '../../shared/registry/partition.ts';
import { repositories } from '../../shared/registry/read.ts';
import type { Store } from '../../shared/runtime/store/store.ts';
import { visitRepositories } from '../../shared/walk/reading/read.ts';

/**
 * Writes an inventory of the whole registry to Parquet, as one slice, with the given settings of some repositories,
 * and the changes since another inventory.
 */
export async function takeParts(
  ecr: ECRClient,
  store: Store,
  date: string,
  settings: Record<string, Partial<RepositoryRow>> = {},
  before?: Compared,
): Promise<Compared> {
  const partition = partitionOf(await identify(ecr), new Date(date));
  const place: SlicePlace = { store, partition, slice: 0 };
  const all = await Array.fromAsync(repositories(ecr));
  all.sort((a, b) => (a.repositoryName < b.repositoryName ? -1 : 1));
  const writer = createPartWriter(place, 'images');
  const sink: InventorySink = {
    images: async ({ repositoryName }, page) => {
      for (const image of page) await writer.add(imageRow(repositoryName, image));
    },
    repository() {},
  };
  const { visit, counted } = countingVisit({ sink });
  const { failed } = await visitRepositories(ecr, all, [{ visitor: 'parts', visit }]);
  const reading = counted();
  const taken = { store, ...reading, failed, parts: await writer.end() };
  const rows = reading.perRepository.map((count) => ({
    ...withoutSettings,
    ...{ ...count, ...settings[count.repository] },
  }));
  await writeParts(place, 'repositories', rows);
  if (before) await writeParts(place, 'changes', compareInventories(before, taken));
  return taken;
}

const withoutSettings: RepositoryRow = {
  ...{ ...noImages(), repository: '', createdAt: undefined },
  ...{ tagMutability: undefined, tagMutabilityExclusions: [], encryption: undefined },
  ...{ kmsKey: undefined, cacheRule: undefined, scanFrequency: undefined, policy: undefined },
  ...{ lifecyclePolicy: undefined, resourceTags: {} },
};
