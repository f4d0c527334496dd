import type { ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import type { RegistryConfig } from '../../config/schema/schema.ts';
import { image, REPOSITORIES_AT_A_TIME } from '../../registry/read.ts';
import { listRefused } from './failure.ts';
import {
  DEFAULT_BUDGET,
  listKey,
  nameOf,
  planWarming,
  type TagList,
  targetsOf,
  type WarmPlan,
} from './plan.ts';
import { RegistryRefusal, type TimeLeft, TOO_LATE_MS } from './registry-http.ts';
import type { WarmTarget } from './target.ts';
import { upstreamTags } from './upstream-tags.ts';
import { type WantedImage, wantedImages } from './wanted.ts';

export interface ObserveOptions {
  /** Only the rules with these prefixes; none: all rules. */
  prefixes?: readonly string[];
  /** Milliseconds until the run has to be over. Default: for ever. */
  timeLeft?: TimeLeft;
  /** The address of an upstream by its host; default https://<host>. */
  addressOf?: (upstream: string) => URL;
}

/**
 * Resolves the ranges of registry.yml upstream, reads what is in the cache, and plans the run. Imports nothing.
 *
 * @throws UnknownPrefixError
 */
export async function observeAndPlanWarming(
  ecr: ECRClient,
  declared: RegistryConfig['pullThroughCache'],
  options: ObserveOptions = {},
): Promise<WarmPlan> {
  const { rules, warmBudget: budget = DEFAULT_BUDGET } = declared;
  const wanted = wantedImages(rules, options.prefixes);
  const ranged = wanted.filter(({ ranges }) => ranges.length > 0);
  const once = [...new Map(ranged.map((image) => [listKey(image), image])).values()];
  const spent = new Map<string, number>();
  const lists = new Map<string, TagList>();
  for (const image of once) {
    const asked = spent.get(image.upstream) ?? 0;
    if (asked < budget) spent.set(image.upstream, asked + 1);
    lists.set(
      listKey(image),
      asked < budget ? await tagList(image, options) : { skipped: 'budget' },
    );
  }
  const targets = targetsOf(wanted, lists);
  return planWarming(targets, await cachedAmong(ecr, targets), spent, budget);
}

async function tagList(image: WantedImage, options: ObserveOptions): Promise<TagList> {
  const { timeLeft = () => Number.POSITIVE_INFINITY, addressOf = overTls } = options;
  if (timeLeft() < TOO_LATE_MS) return { skipped: 'time' };
  const { upstream, upstreamPath } = image;
  try {
    return { tags: await upstreamTags(addressOf(upstream), upstreamPath, timeLeft) };
  } catch (error) {
    if (!(error instanceof RegistryRefusal)) throw error;
    return { failure: listRefused(upstream, error) };
  }
}

function overTls(upstream: string): URL {
  return new URL(`https://${upstream}`);
}

/** The digests of what is cached. DescribeImages imports nothing and does not count as a pull. */
async function cachedAmong(
  ecr: ECRClient,
  targets: readonly WarmTarget[],
): Promise<Map<string, string>> {
  const found = await pMap(
    targets.filter(({ tag, range }) => tag !== range),
    async (target) => {
      const { repositoryName, tag: imageTag } = target;
      const there = await image(ecr, repositoryName, { imageTag });
      return there ? [[nameOf(target), there.imageDigest] as const] : [];
    },
    { concurrency: REPOSITORIES_AT_A_TIME },
  );
  return new Map(found.flat());
}
