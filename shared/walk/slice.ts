import { StewardError } from '../runtime/errors.ts';
import { readSlice } from './list.ts';
import type { NameRange } from './range.ts';
import { type Reading, visitRepositories } from './reading/read.ts';
import type { NamedVisit } from './reading/visits.ts';
import type { VisitResult } from './results.ts';
import { resultName } from './run-files.ts';
import type { Running } from './running.ts';
import { PartlyReadError, unread } from './unread.ts';
import type { Seen, Slice, SliceVisit, Visitor } from './visitor.ts';
import { whyOf } from './why.ts';

/** Which part of the registry is visited, and by whom. */
export interface Visit {
  /** Of the slice. */
  number: number;
  /** The index of the first repository. */
  from: number;
  /** The index before which the visit ends, whatever the time; default: the end of the slice, or where time is up. */
  to?: number | undefined;
  visitors: readonly Visitor[];
  /** How often these visitors have failed here before. */
  again: number;
}

/** How a visit has ended; small, as a durable execution keeps it for each. */
export interface VisitEnd {
  /** The name of the file with its result. */
  result: string;
  /** The index of the first repository that was not begun; undefined when all are done. */
  next?: number;
  /** The visitors that have failed and may have more luck another time. */
  failed?: string[];
}

/**
 * Visits a slice, or what there is time for, and keeps the result. Visited again, it comes to the same.
 *
 * @param until - No repository but the first is begun after this time, in milliseconds since 1970.
 */
export async function visitSlice(running: Running, visit: Visit, until: number): Promise<VisitEnd> {
  const { number, from, again, visitors } = visit;
  const listed = await readSlice(running.files, number);
  const slice: Slice = { ...(await running.walk()), number, from, listed, until };
  const { result, next, retry } = await visitUntilWhole(running, visit, slice, new Map());
  const name = resultName(number, from, again);
  await running.files.put(name, result);
  slice.settings.forget(listed.map(({ repositoryName }) => repositoryName));
  const failed = visitors.flatMap((it) => (retry.has(it.name) ? [it.name] : []));
  return {
    result: name,
    ...(next !== undefined && { next }),
    ...(failed.length > 0 && { failed }),
  };
}

interface Visited {
  result: VisitResult;
  next: number | undefined;
  /** The names of the visitors that failed, and not for a reason that only a person can remove. */
  retry: Set<string>;
}

/**
 * Begins anew where a repository failed after a part of it had been handed on.
 *
 * @param unreadable - Repositories that have failed so, by name, and why.
 */
async function visitUntilWhole(
  running: Running,
  visit: Visit,
  slice: Slice,
  unreadable: ReadonlyMap<string, unknown>,
): Promise<Visited> {
  const { repositories, next } = within(slice, visit);
  try {
    const { attempt, reading } = await running.read(async (atATime) => {
      const opened = await openAttempt(running, visit, slice);
      const options = { unreadable, atATime, onRepository: running.onRepository };
      return {
        attempt: opened,
        reading: await visitRepositories(running.ecr, repositories(), opened.named, options),
      };
    });
    return attempt.end(reading, next());
  } catch (error) {
    if (!(error instanceof PartlyReadError)) throw error;
    const { repository, cause } = error;
    // One that was deleted is not found the next time; one that failed might fail in the middle again.
    const more: [string, unknown][] = cause === undefined ? [] : [[repository, cause]];
    return visitUntilWhole(running, visit, slice, new Map([...unreadable, ...more]));
  }
}

async function openAttempt(running: Running, { visitors }: Visit, slice: Slice) {
  const failed: VisitResult['failed'] = {};
  const retry = new Set<string>();
  const visits = new Map<string, SliceVisit<unknown>>();
  const named: NamedVisit[] = [];
  const attempt = async (name: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      failed[name] = { at: failed[name]?.at ?? [], whole: whyOf(error) };
      if (!(error instanceof StewardError)) retry.add(name);
      running.onFailure({ visitor: name, error });
    }
  };
  for (const visitor of visitors) {
    const { name, onlyTagged, handsOn } = visitor;
    await attempt(name, async () => {
      const visit = await visitor.slice(slice, await running.begun(name));
      visits.set(name, visit);
      named.push({ visitor: name, onlyTagged, handsOn, visit });
    });
  }
  return { named, end };

  async function end(reading: Reading, next: number | undefined): Promise<Visited> {
    const notRead = reading.failed.map(({ repository, error, visitors: by }) => ({
      ...unread(repository, error),
      visitors: by,
    }));
    const seen = { range: rangeOf(slice, next), unread: notRead } satisfies Seen;
    for (const { visitor, repository, error } of reading.failedVisits) {
      failed[visitor] = { at: [...(failed[visitor]?.at ?? []), unread(repository, error)] };
      running.onFailure({ visitor, repository, error });
    }
    const parts: VisitResult['parts'] = {};
    for (const [name, visit] of visits) {
      await attempt(name, async () => {
        parts[name] = (await visit.end(seen)) ?? null;
      });
    }
    return { result: { ...seen, parts, failed }, next, retry };
  }
}

/** The repositories to visit, as long as there is time. */
function within({ listed, until }: Slice, { from, to }: Visit) {
  const end = Math.min(to ?? listed.length, listed.length);
  const hasTime = () => to !== undefined || Date.now() < until;
  let next = from;
  return {
    *repositories() {
      for (; next < end && (next === from || hasTime()); next += 1) {
        const repository = listed[next];
        if (repository) yield repository;
      }
    },
    next: () => (next < listed.length ? next : undefined),
  };
}

/** The range of names of a visit: from its first repository on, up to the first that it has not begun. */
function rangeOf({ ranges, number, from, listed }: Slice, next: number | undefined): NameRange {
  const { from: first, to: last } = ranges[number] ?? {};
  const start = from === 0 ? first : listed[from]?.repositoryName;
  const end = next === undefined ? last : listed[next]?.repositoryName;
  return {
    ...(start !== undefined && { from: start }),
    ...(end !== undefined && { to: end }),
  };
}
