import { parseRange, tagsInRange } from '../../config/schema/version-range.ts';
import { nothingInRange, type WarmFailure } from './failure.ts';
import type { WarmTarget } from './target.ts';
import type { WantedImage } from './wanted.ts';

/** Why something waits for the next run. */
export type SkipReason = 'budget' | 'rate limit' | 'time' | 'paused';

export type WarmStep = {
  target: WarmTarget;
} /** In the cache under the digest `cached`: requested all the same, so that ECR checks for a newer one. */ & (
  | { action: 'refresh'; cached: string }
  | { action: 'import' }
  | { action: 'fail'; failure: WarmFailure }
  | { action: 'skip'; reason: SkipReason }
);

/** What will be requested, upstream by upstream. */
export interface WarmPlan {
  steps: readonly WarmStep[];
}

/** The most requests of one run to one upstream, by default: AWS publishes no limit. */
export const DEFAULT_BUDGET = 50;

/** An upstream's answer to a request for the tags of an image. */
export type TagList =
  | { tags: readonly string[] }
  | { failure: WarmFailure }
  | { skipped: SkipReason };

/** Lists of tags by `listKey`. */
export type TagLists = ReadonlyMap<string, TagList>;

export function listKey({ upstream, upstreamPath }: WantedImage): string {
  return `${upstream}/${upstreamPath}`;
}

type Unplanned = WarmTarget & { failure?: WarmFailure; skipped?: SkipReason };

/** Each tag once, plain ones first, and the ranges as the tags that they resolve to. */
export function targetsOf(wanted: readonly WantedImage[], lists: TagLists): Unplanned[] {
  const targets = wanted.flatMap((image) => [
    ...image.tags.map((tag) => target(image, tag)),
    ...image.ranges.flatMap((range) => inRange(image, range, lists.get(listKey(image)))),
  ]);
  return [...Map.groupBy(targets, nameOf).values()].map(together);
}

export function nameOf({ repositoryName, tag }: WarmTarget): string {
  return `${repositoryName}:${tag}`;
}

function inRange(image: WantedImage, range: string, list: TagList | undefined): Unplanned[] {
  const unresolved = { ...target(image, range), range };
  if (list === undefined) return [];
  if ('failure' in list) return [{ ...unresolved, failure: list.failure }];
  if ('skipped' in list) return [{ ...unresolved, skipped: list.skipped }];
  const parsed = parseRange(range);
  const tags = parsed ? tagsInRange(list.tags, parsed).slice(0, image.newest) : [];
  if (tags.length === 0) return [{ ...unresolved, failure: nothingInRange(image.upstream) }];
  return tags.map((tag) => ({ ...target(image, tag), range }));
}

function target({ prefix, upstream, repositoryName, platforms }: WantedImage, tag: string) {
  return { prefix, upstream, repositoryName, tag, ...(platforms && { platforms }) };
}

/** An image that is named more than once needs the platforms of every entry. */
function together(same: [Unplanned, ...Unplanned[]] | Unplanned[]): Unplanned {
  const [first, ...others] = same as [Unplanned, ...Unplanned[]];
  const { platforms: _, ...rest } = first;
  const every = [first, ...others].map(({ platforms }) => platforms);
  const platforms = every.includes(undefined)
    ? undefined
    : [...new Set(every.flatMap((list) => list ?? []))];
  return { ...rest, ...(platforms && { platforms }) };
}

/**
 * Decides what is requested: cached images always, as that is free; of the rest what the budget of its upstream
 * allows, in the order of registry.yml.
 *
 * @param cached - Digests of what is in the cache, by `nameOf`.
 * @param spent - The requests already made to each upstream, for lists of tags.
 */
export function planWarming(
  targets: readonly Unplanned[],
  cached: ReadonlyMap<string, string>,
  spent: ReadonlyMap<string, number>,
  budget: number,
): WarmPlan {
  const left = new Map<string, number>();
  const steps = targets.map(({ failure, skipped, ...target }): WarmStep => {
    if (failure) return { target, action: 'fail', failure };
    if (skipped) return { target, action: 'skip', reason: skipped };
    const digest = cached.get(nameOf(target));
    if (digest !== undefined) return { target, action: 'refresh', cached: digest };
    const { upstream } = target;
    const rest = left.get(upstream) ?? budget - (spent.get(upstream) ?? 0);
    if (rest <= 0) return { target, action: 'skip', reason: 'budget' };
    left.set(upstream, rest - 1);
    return { target, action: 'import' };
  });
  return { steps };
}
