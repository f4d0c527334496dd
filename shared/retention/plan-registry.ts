import type { ECRClient } from '@aws-sdk/client-ecr';
import { createIndexReader, type IndexReader } from '../registry/manifests/index-parts.ts';
import {
  images as imagesIn,
  type RegistryRepository,
  type RegistryScope,
  repositories,
} from '../registry/read.ts';
import { resourceTags } from '../registry/settings/policies.ts';
import { unlessGone } from '../registry/tags/races.ts';
import type { UnknownUses, Uses } from '../use/uses.ts';
import { storedImage } from './image.ts';
import { noMemory } from './memory.ts';
import type { Selected } from './plan/plan.ts';
import type { Reason } from './plan/reasons.ts';
import { readPlan } from './read.ts';
import type { Retention, RetentionRule } from './rules.ts';
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
  { names, onRepository, uses, ownerTag }: RetentionScope,
): Promise<PlannedRegistry> {
  const reading = { ecr, uses, indexes: createIndexReader(ecr), began: new Date(), ownerTag };
  const planned: PlannedRepository[] = [];
  let without = 0;
  for await (const found of repositories(ecr, names)) {
    const rule = retention(found.repositoryName);
    if (rule === undefined) without += 1;
    else planned.push(...(await planOne(reading, found, rule)));
    onRepository?.(found.repositoryName);
  }
  return { repositories: planned, without, unknown: uses.unknown };
}

interface Reading {
  ecr: ECRClient;
  uses: Uses;
  indexes: IndexReader;
  began: Date;
  ownerTag: string;
}

/** None where it was deleted meanwhile. */
async function planOne(
  { ecr, ownerTag, ...reading }: Reading,
  { repositoryName: name, repositoryArn: arn }: RegistryRepository,
  rule: RetentionRule,
): Promise<PlannedRepository[]> {
  const pages = Array.fromAsync(imagesIn(ecr, name, { imageStatus: 'ANY' }), storedImage);
  const images = await unlessGone(pages);
  if (images === undefined) return [];
  const { plan } = await readPlan(reading, { name, images, rule, memory: noMemory });
  const { selected, doubts } = plan;
  const kept: PlannedRepository['kept'] = {};
  for (const reason of plan.kept.values()) kept[reason] = (kept[reason] ?? 0) + 1;
  const tags = selected.length > 0 && arn ? await unlessGone(resourceTags(ecr, arn)) : undefined;
  const owner = tags?.[ownerTag];
  return [
    {
      ...{ repository: name, rule: { name: rule.name, action: rule.action }, selected, kept },
      ...{ before: totalsOf(images), goes: totalsOfUnits(selected), doubts },
      ...(owner !== undefined && { owner }),
    },
  ];
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
