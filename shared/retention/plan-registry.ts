import type { ECRClient } from '@aws-sdk/client-ecr';
import { createIndexReader, type IndexReader } from '../registry/manifests/index-parts.ts';
import { type RegistryRepository, type RegistryScope, repositories } from '../registry/read.ts';
import { resourceTags } from '../registry/settings/policies.ts';
import { unlessGone } from '../registry/tags/races.ts';
import type { UnknownUses, Uses } from '../use/uses.ts';
import { readWhole } from '../walk/reading/whole.ts';
import type { RepositoryVisit } from '../walk/visitor.ts';
import { type StoredImage, storedImage } from './image.ts';
import { noMemory } from './memory.ts';
import type { Selected } from './plan/plan.ts';
import type { Reason } from './plan/reasons.ts';
import { readPlan } from './read.ts';
import type { Retention, RetentionRule } from './rules.ts';
import type { SourceReader } from './source/source.ts';
import { nothing, sum, type Totals, totalsOf, totalsOfUnits } from './totals.ts';

/** What the rule of a repository says of its images now. */
export interface PlannedRepository {
  repository: string;
  rule: Pick<RetentionRule, 'name' | 'action'>;
  /** Its owner, by the owner tag; only where something is selected, and it has one. */
  owner?: string;
  selected: readonly Selected[];
  /** How many images stay, by why. */
  kept: Partial<Record<Reason, number>>;
  /** All of its images, and those that are selected. */
  before: Totals;
  goes: Totals;
  doubts: readonly string[];
}

export interface PlannedRegistry {
  repositories: readonly PlannedRepository[];
  /** Repositories without a rule. */
  without: number;
  /** Sources that could not be read: as long as there are any, nothing is done. */
  unknown: readonly UnknownUses[];
}

export interface RetentionScope extends RegistryScope {
  uses: Uses;
  /** Default: ECR is asked. */
  indexes?: IndexReader;
  /** Reads the sources of replications. Default: they are not read, and what is compared with them is in doubt. */
  sources?: SourceReader;
  /** The resource tag that names the owner of a repository. */
  ownerTag: string;
}

/**
 * Plans every repository of the scope that has a rule. What was announced before is not known here: what waits in the
 * archive for its deletion is not in it.
 *
 * @throws RepositoryNotFoundException when a named repository does not exist.
 */
export async function planForRegistry(
  ecr: ECRClient,
  retention: Retention,
  {
    names,
    onRepository,
    uses,
    ownerTag,
    sources,
    indexes = createIndexReader(ecr),
  }: RetentionScope,
): Promise<PlannedRegistry> {
  const reading = { ecr, uses, indexes, sources, began: new Date(), ownerTag };
  const begin = () => {
    const planned: PlannedRepository[] = [];
    let without = 0;
    const repository = (found: RegistryRepository) => {
      const rule = retention(found.repositoryName);
      if (rule === undefined) without += 1;
      return rule && visitOf(reading, found, rule, (it) => planned.push(it));
    };
    return {
      visits: [{ visitor: 'retention', visit: { repository } }],
      result: () => ({ repositories: planned, without, unknown: uses.unknown }),
    };
  };
  return readWhole(ecr, () => repositories(ecr, names), begin, { onRepository });
}

/** Its images are dropped at its end. */
function visitOf(
  reading: Reading,
  found: RegistryRepository,
  rule: RetentionRule,
  planned: (planned: PlannedRepository) => void,
): Required<RepositoryVisit> {
  const images: StoredImage[] = [];
  return {
    images: (page) => {
      for (const image of page) images.push(storedImage(image));
    },
    end: async () => planned(await planOne(reading, found, rule, images)),
  };
}

interface Reading {
  ecr: ECRClient;
  uses: Uses;
  indexes: IndexReader;
  sources: SourceReader | undefined;
  began: Date;
  ownerTag: string;
}

async function planOne(
  { ecr, ownerTag, ...reading }: Reading,
  { repositoryName: name, repositoryArn: arn }: RegistryRepository,
  rule: RetentionRule,
  images: readonly StoredImage[],
): Promise<PlannedRepository> {
  const { plan } = await readPlan(reading, { name, images, rule, memory: noMemory });
  const { selected, doubts } = plan;
  const kept: PlannedRepository['kept'] = {};
  for (const reason of plan.kept.values()) kept[reason] = (kept[reason] ?? 0) + 1;
  const tags = selected.length > 0 && arn ? await unlessGone(resourceTags(ecr, arn)) : undefined;
  const owner = tags?.[ownerTag];
  return {
    ...{ repository: name, rule: { name: rule.name, action: rule.action }, selected, kept },
    ...{ before: totalsOf(images), goes: totalsOfUnits(selected), doubts },
    ...(owner !== undefined && { owner }),
  };
}

/** What each owner's repositories would be rid of; the repositories without an owner are under undefined. */
export function totalsByOwner(
  planned: readonly PlannedRepository[],
): Map<string | undefined, { before: Totals; goes: Totals }> {
  const owners = new Map<string | undefined, { before: Totals; goes: Totals }>();
  for (const { owner, before, goes, selected } of planned) {
    if (selected.length === 0) continue;
    const known = owners.get(owner) ?? { before: nothing, goes: nothing };
    owners.set(owner, { before: sum(known.before, before), goes: sum(known.goes, goes) });
  }
  return owners;
}
