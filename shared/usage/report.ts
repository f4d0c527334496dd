import type { ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import { compileGlob } from '../config/patterns/pattern.ts';
import { matches } from '../config/patterns/program.ts';
import { imagePages, REPOSITORIES_AT_A_TIME, type RegistryScope } from '../registry/read.ts';
import { unlessGone } from '../registry/tags/races.ts';
import type { UseRecord } from '../use/record.ts';
import { type ImageUse, type UnknownUses, type Uses, usesByRepository } from '../use/uses.ts';
import { isOfRepository, type UnreadRepository, unread } from '../walk/unread.ts';
import type { ArchivedUse } from './archived.ts';
import { lastSeen } from './merge.ts';
import { type MissingUse, missingUses } from './missing.ts';
import type { ResolvedUse } from './users.ts';
import { type SeenUses, visitUses } from './visit.ts';

/** When a use has begun, where the record of the nightly walk has it. */
interface Since {
  /** ISO 8601. */
  since?: string;
}

/** What runs where. */
export interface UsageReport {
  /** In the order of repositories. */
  images: (ResolvedUse & Since)[];
  archived: Pick<ArchivedUse, 'repository' | 'digest' | 'archivedAt'>[];
  /** What runs and is no longer there. */
  missing: (MissingUse & Since)[];
  /** Sources that could not be read. */
  unknown: readonly UnknownUses[];
  unread: UnreadRepository[];
}

/**
 * What runs where: reads the repositories that have uses, of those that are named.
 *
 * @param scope - Names or globs: one that does not exist may have uses, too.
 * @param record - Of the nightly walk, for when a use has begun.
 */
export async function usageReport(
  ecr: ECRClient,
  uses: Uses,
  { names = [], onRepository }: RegistryScope,
  record?: UseRecord,
): Promise<UsageReport> {
  const globs = names.map(compileGlob);
  const all = [...usesByRepository(uses)].filter(
    ([name]) => globs.length === 0 || globs.some((glob) => matches(glob, name)),
  );
  const report: UsageReport = {
    ...{ images: [], archived: [], missing: [], unknown: uses.unknown, unread: [] },
  };
  const read = async ([name, own]: [string, ImageUse[]]) => {
    try {
      const seen = await seenIn(ecr, name, own);
      report.images.push(...seen.images.map((it) => withSince(it, record)));
      report.archived.push(...seen.archived.map(whereArchived));
      report.missing.push(...seen.missing.map((it) => withSince(it, record)));
    } catch (error) {
      if (!isOfRepository(error)) throw error;
      report.unread.push(unread(name, error));
    }
    onRepository?.(name);
  };
  await pMap(all, read, { concurrency: REPOSITORIES_AT_A_TIME });
  for (const list of [report.images, report.archived, report.missing, report.unread]) {
    list.sort((a, b) => (a.repository < b.repository ? -1 : a.repository > b.repository ? 1 : 0));
  }
  return report;
}

async function seenIn(ecr: ECRClient, name: string, own: readonly ImageUse[]): Promise<SeenUses> {
  let seen: SeenUses | undefined;
  const visit = visitUses(name, own, undefined, (it) => {
    seen = it;
  });
  const read = async () => {
    for await (const page of imagePages(ecr, name, { imageStatus: 'ANY' })) visit.images?.(page);
    await visit.end?.();
  };
  await unlessGone(read());
  const missing = missingUses(name, own, new Set()).map((it) => ({ ...it, gone: true as const }));
  return seen ?? { images: [], archived: [], activating: [], missing };
}

function withSince<Use extends ResolvedUse | MissingUse>(
  use: Use,
  record: UseRecord | undefined,
): Use & Since {
  const imageId = 'imageId' in use ? use.imageId : { imageDigest: use.digest };
  const since = lastSeen(record, { repository: use.repository, imageId })?.since;
  return { ...use, ...(since !== undefined && { since }) };
}

function whereArchived({ repository, digest, archivedAt }: ArchivedUse) {
  return { repository, digest, ...(archivedAt !== undefined && { archivedAt }) };
}
