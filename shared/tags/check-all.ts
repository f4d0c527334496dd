import pMap, { pMapIterable } from 'p-map';
import { isCached } from '../registry/cached.ts';
import {
  cachePrefixes,
  imagePages,
  REPOSITORIES_AT_A_TIME,
  repositories,
} from '../registry/read.ts';
import { unlessGone } from '../registry/tags/races.ts';
import { planTag, type Step } from './plan.ts';
import type { Reading, TagRecord } from './record.ts';
import { type TagRule, tagRuleFor, watchedTags } from './rules.ts';
import { readTags } from './table.ts';
import { notifyMove, readingOf, take, type Watch } from './watch.ts';

export interface Swept {
  repositories: number;
  tags: number;
  steps: { [kind in Step['kind']]?: number };
}

/** How many tags of a repository are written concurrently. */
const WRITES_AT_A_TIME = 10;

/**
 * Checks every watched tag of the registry, and so finds the moves that had no event: a Query and a page of
 * DescribeImages per 1,000 images of a repository, and a write for what is new.
 */
export async function checkAllTags(watch: Watch): Promise<Swept> {
  const prefixes = await cachePrefixes(watch.ecr, watch.cachePrefixes);
  const swept: Swept = { repositories: 0, tags: 0, steps: {} };
  const checkOne = ({ name, rule }: WatchedRepository) =>
    unlessGone(checkRepository(watch, rule, name));
  const all = watchedRepositories(watch, prefixes);
  for await (const steps of pMapIterable(all, checkOne, { concurrency: REPOSITORIES_AT_A_TIME })) {
    if (steps === undefined) continue;
    swept.repositories += 1;
    swept.tags += steps.length;
    for (const kind of steps) swept.steps[kind] = (swept.steps[kind] ?? 0) + 1;
  }
  return swept;
}

interface WatchedRepository {
  name: string;
  rule: TagRule;
}

async function* watchedRepositories(
  { ecr, rules }: Watch,
  prefixes: readonly string[],
): AsyncGenerator<WatchedRepository> {
  for await (const { repositoryName: name } of repositories(ecr)) {
    const rule = isCached(name, prefixes) ? undefined : tagRuleFor(rules, name);
    if (rule) yield { name, rule };
  }
}

async function checkRepository(watch: Watch, rule: TagRule, name: string): Promise<Step['kind'][]> {
  const known = await readTags(watch.tags, name);
  const steps: Step['kind'][] = [];
  for await (const reading of readings(watch, name)) {
    const takeOne = (each: Reading) => takeReading(watch, rule, known.get(each.tag), each);
    steps.push(...(await pMap(reading, takeOne, { concurrency: WRITES_AT_A_TIME })));
  }
  return steps;
}

/** What the registry says of the tags of a repository, page by page. */
async function* readings({ ecr }: Watch, name: string): AsyncGenerator<Reading[]> {
  let readAt = Date.now();
  for await (const page of imagePages(ecr, name, { tagStatus: 'TAGGED', imageStatus: 'ANY' })) {
    const asked = readAt;
    yield page.flatMap((image) =>
      watchedTags(image).map((tag) => readingOf(name, tag, image, asked)),
    );
    readAt = Date.now();
  }
}

/** Another invocation that is writing the same tag reports its move. */
async function takeReading(
  watch: Watch,
  rule: TagRule,
  known: TagRecord | undefined,
  reading: Reading,
): Promise<Step['kind']> {
  const step = planTag(known, reading);
  const now = await take(watch, rule, { known, reading, step });
  if (now === undefined) return 'stale';
  await notifyMove(watch, rule, now);
  return step.kind;
}
