import type { ECRClient } from '@aws-sdk/client-ecr';
import * as z from 'zod/mini';
import type { RegistryIdentity } from '../registry/identity.ts';
import {
  cacheRules,
  type RegistryCacheRule,
  type RegistryRepository,
  repositories,
} from '../registry/read.ts';
import type { NameRange } from './range.ts';
import { type RunFiles, sliceName, WALK } from './run-files.ts';
import type { Walk } from './visitor.ts';

/**
 * Repositories per slice. 100,000 repositories, the quota of a registry, make 400 slices; each of them is a few minutes
 * of work at ten calls a second, and one step of a durable execution.
 */
export const REPOSITORIES_PER_SLICE = 250;

/** What is listed once: all but what a process makes for itself. */
export type Listed = Omit<Walk, 'ecr' | 'settings' | 'indexes' | 'uses'>;

/** Lists the registry, sorted by name, and keeps the list in slices. */
export async function listRegistry(
  ecr: ECRClient,
  files: RunFiles,
  { registry, began }: { registry: RegistryIdentity; began: Date },
  perSlice = REPOSITORIES_PER_SLICE,
): Promise<{ repositories: number; slices: number }> {
  const [listed, rules] = await Promise.all([Array.fromAsync(repositories(ecr)), cacheRules(ecr)]);
  // AWS does not document the order of the list; the ranges of names have to be the same every night.
  listed.sort((a, b) => (a.repositoryName < b.repositoryName ? -1 : 1));
  const ranges = rangesOf(listed, perSlice);
  for (const [number] of ranges.entries()) {
    const start = number * perSlice;
    await files.put(sliceName(number), listed.slice(start, start + perSlice));
  }
  const walk: Listed = { registry, began, cacheRules: rules, repositories: listed.length, ranges };
  await files.put(WALK, walk);
  return { repositories: listed.length, slices: ranges.length };
}

/** The ranges cover all possible names, so that a deleted repository is in one, too. */
function rangesOf(listed: readonly RegistryRepository[], perSlice: number): NameRange[] {
  const count = Math.max(1, Math.ceil(listed.length / perSlice));
  const starts = Array.from(
    { length: count },
    (_, number) => listed[number * perSlice]?.repositoryName,
  );
  return starts.map((start, number) => ({
    ...(number > 0 && { from: start }),
    ...(number < count - 1 && { to: starts[number + 1] }),
  }));
}

const range = z.object({ from: z.optional(z.string()), to: z.optional(z.string()) });

const rule = z.looseObject({
  ...{ ecrRepositoryPrefix: z.string(), upstreamRegistryUrl: z.string() },
  ...{ createdAt: z.optional(date()), updatedAt: z.optional(date()) },
});

const walkFile = z.object({
  registry: z.object({ registryId: z.string(), region: z.string() }),
  began: date(),
  cacheRules: z.array(rule),
  repositories: z.number(),
  ranges: z.array(range),
});

const sliceFile = z.array(
  z.looseObject({ repositoryName: z.string(), createdAt: z.optional(date()) }),
);

export async function readListed(files: RunFiles): Promise<Listed> {
  const listed = walkFile.parse(await files.get(WALK));
  return { ...listed, cacheRules: listed.cacheRules as RegistryCacheRule[] };
}

/** The repositories of a slice when it was listed. */
export async function readSlice(files: RunFiles, number: number): Promise<RegistryRepository[]> {
  return sliceFile.parse(await files.get(sliceName(number))) as RegistryRepository[];
}

function date() {
  return z.pipe(
    z.string(),
    z.transform((text) => new Date(text)),
  );
}
