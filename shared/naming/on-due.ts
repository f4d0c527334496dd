import { longestDue } from '../actions/longest-due.ts';
import { populationOf } from '../actions/population.ts';
import { needingLedger } from '../alerts/ledger/unreachable.ts';
import { cachePrefixes as allPrefixes } from '../registry/read.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { alertsOf } from './alert.ts';
import { imageKey } from './due/later.ts';
import { type Look, lookAt } from './due/look.ts';
import { actionCounts, countOutcomes, throwIfFailed } from './enforce.ts';
import type { Reacting } from './react.ts';

export interface DueRun extends Reacting {
  /** Prefixes of the cache rules in registry.yml. */
  cachePrefixes: readonly string[];
}

/** Images that one run checks; the next one continues. */
const MOST_IMAGES = 1000;

/** After each of so many, what was done is reported and no longer due. */
const IMAGES_AT_A_TIME = 100;

/**
 * Checks the images that are due: those whose grace has ended, that have to be deleted, or of which something failed.
 * What waits again stays due, and so does what failed. Costs one query where nothing is due.
 *
 * @param until - Milliseconds since 1970: no action is begun after it.
 * @throws the first error of what could not be read or done, after all others were.
 */
export async function onDueNames(with_: DueRun, until: number): Promise<object> {
  const { notifier, ledger } = with_;
  const began = new Date();
  const { due, all } = await needingLedger(notifier, () =>
    longestDue(ledger, 'naming', began, MOST_IMAGES),
  );
  if (due.length === 0) return { lookedAt: 0 };
  const population = await needingLedger(notifier, () => populationOf(ledger, began));
  const prefixes = once(() => allPrefixes(with_.ecr, with_.cachePrefixes));
  const options = { tags: population?.tags, until, prefixes };
  const looks: Look[] = [];
  for (let at = 0; at < due.length && Date.now() < until; at += IMAGES_AT_A_TIME) {
    looks.push(await lookAt(with_, due.slice(at, at + IMAGES_AT_A_TIME), options));
  }
  await resolve(with_, began, looks);
  return report(looks, all);
}

/** Resolves alerts on the images that were checked, and no others. */
async function resolve({ notifier }: DueRun, began: Date, looks: readonly Look[]): Promise<void> {
  if (looks.length === 0) return;
  const enforced = looks.flatMap((look) => look.enforced);
  const seen = new Set(looks.flatMap(({ due }) => due.map(imageKey)));
  for (const { due } of looks.flatMap(({ unread }) => unread)) {
    for (const it of due) seen.delete(imageKey(it));
  }
  for (const it of enforced) {
    if (it.kind === 'tag' && it.outcome === 'late') seen.delete(imageKey(it));
  }
  const covers = ({ repository = '', digest = '' }) => seen.has(imageKey({ repository, digest }));
  const kinds = ['naming.violation', 'naming.failed'] as const;
  await notifier.resolve({ kinds, began, covers }, alertsOf(enforced));
}

function report(looks: readonly Look[], all: number): object {
  const enforced = looks.flatMap((look) => look.enforced);
  const unread = looks.flatMap((look) => look.unread);
  const lookedAt = looks.reduce((sum, { due }) => sum + due.length, 0);
  const outcomes = countOutcomes(enforced);
  logger.info('Names of images that were due checked', { lookedAt, due: all, outcomes });
  count({ WrongNames: enforced.length, ...actionCounts(outcomes) });
  const [first] = unread;
  if (first) throw first.error;
  throwIfFailed(enforced);
  return { lookedAt, left: all - lookedAt, outcomes };
}

function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined;
  return () => (value ??= read());
}
