import type { InventoryConfig } from '../../config/schema/schema.ts';
import { isCached } from '../../registry/cached.ts';
import type { RegistryIdentity } from '../../registry/identity.ts';
import type { RegistryCacheRule } from '../../registry/read.ts';
import type { RegistrySettings } from '../../registry/settings/registry-settings.ts';
import { cents, monthly } from '../../registry/storage-cost.ts';
import { differenceBetween, growthBetween } from '../compare/comparison.ts';
import type { PreviousSummary } from '../compare/previous.ts';
import type { SliceResult } from '../slices/result.ts';
import { type Inventory, type Reading, toInventory } from '../take.ts';
import type {
  ActionsSummary,
  CacheSummary,
  Comparison,
  Cost,
  DailyTotals,
  Quotas,
  Summary,
} from './summary.ts';

/** The input of a summary. */
export interface Findings {
  identity: RegistryIdentity;
  takenAt: Date;
  result: SliceResult & Reading;
  settings: RegistrySettings;
  rules: readonly RegistryCacheRule[];
  previous: PreviousSummary | undefined;
  /** The actions, where the audit log was read. */
  acts?: ActionsSummary;
  /** Whether ECR can log in upstream, by the prefix of the rule; those without an entry were not tried. */
  logins?: ReadonlyMap<string, { valid: boolean | 'unknown'; failure?: string }>;
}

/** Days of totals that a summary keeps. */
const HISTORY_DAYS = 400;

/** @throws NothingReadError when no repository at all could be read. */
export function summarize(
  findings: Findings,
  config: Pick<InventoryConfig, 'prices' | 'quotas'>,
): Summary {
  const { identity, takenAt, result, settings, rules, previous, logins, acts } = findings;
  const inventory = toInventory(identity, result);
  const comparison = previous && compare(inventory, previous, result);
  return {
    takenAt: takenAt.toISOString(),
    ...inventory,
    cost: costOf(inventory, config.prices),
    quotas: quotasOf(inventory, config.quotas),
    ...(comparison && { comparison }),
    history: [...(previous?.history ?? []), today(inventory, takenAt)].slice(-HISTORY_DAYS),
    ...(result.naming && { naming: result.naming }),
    ...(acts && { acts }),
    cache: rules.map((rule) => ({
      ...cached(rule, inventory),
      ...logins?.get(rule.ecrRepositoryPrefix),
    })),
    registry: settings,
    parts: result.parts,
  };
}

function compare(
  now: Inventory,
  previous: PreviousSummary,
  { changes, notCompared }: SliceResult,
): Comparison {
  return {
    since: previous.takenAt,
    difference: differenceBetween(previous, now),
    ...changes,
    growth: growthBetween(previous, now),
    ...(notCompared !== undefined && { notCompared }),
  };
}

/** An upper bound: ECR bills a layer once per repository, however many images share it. */
export function costOf(
  { bytes, untaggedBytes, archivedBytes }: Inventory,
  prices: InventoryConfig['prices'],
): Cost {
  const archivedPerMonth = monthly(archivedBytes, prices.archive);
  return {
    perMonth: cents(monthly(bytes - archivedBytes, prices.standard) + archivedPerMonth),
    untaggedPerMonth: cents(monthly(untaggedBytes, prices.standard)),
    archivedPerMonth: cents(archivedPerMonth),
  };
}

export function quotasOf(inventory: Inventory, limits: InventoryConfig['quotas']): Quotas {
  const { perRepository } = inventory;
  const fullest = perRepository.reduce<(typeof perRepository)[number] | undefined>(
    (most, each) => (most === undefined || each.images > most.images ? each : most),
    undefined,
  );
  return {
    repositories: { used: inventory.repositories, limit: limits.repositories },
    imagesPerRepository: {
      used: fullest?.images ?? 0,
      limit: limits.imagesPerRepository,
      ...(fullest && { repository: fullest.repository }),
    },
  };
}

function today(inventory: Inventory, takenAt: Date): DailyTotals {
  const { repositories, images, untaggedImages, tags, bytes } = inventory;
  const date = takenAt.toISOString().slice(0, 10);
  return { date, repositories, images, untaggedImages, tags, bytes };
}

function cached(rule: RegistryCacheRule, { perRepository }: Inventory): CacheSummary {
  const { ecrRepositoryPrefix: prefix, upstreamRegistryUrl: upstream } = rule;
  const own = perRepository.filter(({ repository }) => isCached(repository, [prefix]));
  return {
    prefix,
    upstream,
    repositories: own.length,
    images: own.reduce((images, it) => images + it.images, 0),
    bytes: own.reduce((bytes, it) => bytes + it.bytes, 0),
  };
}
