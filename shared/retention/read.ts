import type { ECRClient } from '@aws-sdk/client-ecr';
import type { IndexReader } from '../registry/manifests/index-parts.ts';
import { isIndex } from '../registry/manifests/media-types.ts';
import type { PartsOfIndexes } from '../registry/manifests/relations.ts';
import { useOfRepository } from '../use/needed.ts';
import type { Uses } from '../use/uses.ts';
import type { StoredImage } from './image.ts';
import type { Memory } from './memory.ts';
import { type Planning, planRepository, type RetentionPlan } from './plan/plan.ts';
import type { RetentionRule } from './rules.ts';
import type { AtSource, SourceReader } from './source/source.ts';

export interface Repository {
  name: string;
  images: readonly StoredImage[];
  rule: RetentionRule;
  memory: Memory;
}

/** What plans are made with. */
export interface PlanReading {
  ecr: ECRClient;
  indexes: IndexReader;
  uses: Uses;
  /** Default: rules have no `lostBy`. */
  sources?: SourceReader | undefined;
  /** When the registry began to be read. */
  began: Date;
}

/**
 * Plans a repository: reads which parts its indexes have, a call for a hundred of them, and what the source has of it
 * where anything is selected without that.
 */
export async function readPlan(
  { indexes, uses, began, sources }: Omit<PlanReading, 'ecr'>,
  { name, images, rule, memory }: Repository,
): Promise<{ plan: RetentionPlan; parts: PartsOfIndexes; source: AtSource | undefined }> {
  const parts = await partsOf(indexes, name, images, memory);
  const own = uses.images.filter(({ repository }) => repository === name);
  // Of an index in the archive that nobody uses, unknown parts are no doubt on all others: the plan keeps them.
  const known = new Map([...parts].map(([index, listed]) => [index, listed ?? []]));
  const use = useOfRepository(images, own, known, uses.unknown);
  const unread = images.filter(
    ({ imageDigest: digest }) => parts.has(digest) && parts.get(digest) === undefined,
  );
  const used = unread.find(({ imageDigest }) => use.inUse.has(imageDigest));
  const doubts = used
    ? [`what the image index ${used.imageDigest}, which is in use, lists could not be read`]
    : [];
  const { plan, source } = await withSource(name, sources, {
    ...{ images, parts, rule, memory, began: began.getTime() },
    use: { ...use, doubts: [...use.doubts, ...doubts] },
  });
  return { plan, parts, source };
}

/** The images were read before: one that the source has lost since is lost. One that is newer is newer than the walk. */
async function withSource(
  name: string,
  sources: SourceReader | undefined,
  planning: Planning,
): Promise<{ plan: RetentionPlan; source: AtSource | undefined }> {
  const { lostBy } = planning.rule;
  const plan = planRepository(planning);
  if (lostBy === undefined || plan.selected.length === 0) return { plan, source: undefined };
  const source = (await sources?.(lostBy, name)) ?? notAsked;
  return { plan: planRepository({ ...planning, source }), source };
}

const notAsked: AtSource = { state: 'unread', why: 'it is not asked here' };

/** ECR returns no index that is in the archive: of those that were announced, it is known what belongs to them. */
async function partsOf(
  indexes: IndexReader,
  repository: string,
  images: readonly StoredImage[],
  memory: Memory,
): Promise<PartsOfIndexes> {
  const all = images.filter(isIndex);
  const archived = all.filter(({ status }) => status !== 'ACTIVE');
  const active = all.filter(({ status }) => status === 'ACTIVE');
  const read = await indexes.partsOf(
    repository,
    active.map(({ imageDigest }) => imageDigest),
  );
  return new Map([
    ...read,
    ...archived.map(({ imageDigest }) => [imageDigest, memory.units[imageDigest]?.with] as const),
  ]);
}
