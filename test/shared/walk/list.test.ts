import { expect, test } from 'vitest';
import { listRegistry, readListed, readSlice } from '../../../shared/walk/list.ts';
import { runFiles } from '../../../shared/walk/run-files.ts';
import { ecrAnswering } from '../../support/ecr-answering.ts';
import { memoryStore } from '../../support/memory-store.ts';

const registry = { registryId: '123456789012', region: 'eu-west-1' };
const began = new Date('2026-11-21T01:30:00Z');

test.each([
  [0, 1],
  [250, 1],
  [251, 2],
])('%i repositories are listed in %i slices, which cover all names', async (count, slices) => {
  const names = Array.from({ length: count }, (_, at) => `r/${String(at).padStart(3, '0')}`);
  const createdAt = new Date('2026-01-01T00:00:00Z');
  const rule = { ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io', createdAt };
  const ecr = ecrAnswering({
    DescribeRepositories: () => ({
      repositories: names.toReversed().map((repositoryName) => ({ repositoryName, createdAt })),
    }),
    DescribePullThroughCacheRules: () => ({ pullThroughCacheRules: [rule] }),
  });
  const files = runFiles(memoryStore(), registry, began);
  const listed = await listRegistry(ecr, files, { registry, began });
  expect(listed).toEqual({ repositories: count, slices });
  const { ranges, ...walk } = await readListed(files);
  expect(walk).toEqual({ registry, began, cacheRules: [rule], repositories: count });
  expect(ranges).toEqual(slices === 1 ? [{}] : [{ to: 'r/250' }, { from: 'r/250' }]);
  const read = await Promise.all(ranges.map((_, number) => readSlice(files, number)));
  expect(read.flat()).toEqual(names.map((repositoryName) => ({ repositoryName, createdAt })));
});
