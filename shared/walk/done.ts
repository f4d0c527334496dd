import { readSlice } from './list.ts';
import { isInRange, type NameRange } from './range.ts';
import { leftName } from './run-files.ts';
import type { Running } from './running.ts';
import { type UnreadRepository, unread } from './unread.ts';
import type { Visitor, Walked } from './visitor.ts';

/** How a slice has ended. */
export interface SliceEnd {
  number: number;
  /** The names of the files with the results of its visits, in the order in which they were made. */
  results: readonly string[];
  /** Why it ended early: its other repositories were not visited. */
  error?: string;
}

/** How far a visitor is with what comes after the slices. */
export interface DoneEnd {
  /** Where all is done. */
  result?: object;
  /** What the visitor has missed as it failed there, where it has. */
  missed?: Missed;
  /** The name of the file with what is left. */
  left?: string;
}

/** Repositories that a visitor has missed by its own failure. */
export interface Missed {
  count: number;
  /** The first of them. */
  examples: readonly UnreadRepository[];
}

/** How many repositories are named. */
const EXAMPLES = 10;

/** Has a visitor do what comes after the slices, or as much of it as there is time for. */
export async function doneWith(
  running: Running,
  visitor: Visitor,
  ends: readonly SliceEnd[],
  { until, turn, left }: { until: number; turn: number; left: string | undefined },
): Promise<DoneEnd> {
  // Too late to begin: the next invocation has time.
  if (Date.now() >= until) return left === undefined ? {} : { left };
  const { missed, ...seen } = await walkedBy(running, visitor.name, ends);
  const before = left === undefined ? undefined : await running.files.get(left);
  const done = (await visitor.done?.({ ...seen, until, left: before })) ?? { result: {} };
  if (done.left === undefined) return { result: done.result, ...(missed && { missed }) };
  const name = leftName(visitor.name, turn);
  await running.files.put(name, done.left);
  return { left: name };
}

async function walkedBy(
  running: Running,
  visitor: string,
  ends: readonly SliceEnd[],
): Promise<Omit<Walked, 'until' | 'left'> & { missed: Missed | undefined }> {
  const walk = await running.walk();
  const { unseen, ranges, own } = await unseenBy(running, visitor, ends, walk.ranges);
  const names = new Set(unseen.map(({ repository }) => repository));
  return {
    ...walk,
    begun: await running.begun(visitor),
    parts: () =>
      running.results.parts(
        ends.flatMap(({ results }) => results),
        visitor,
      ),
    unseen,
    missed: own.length > 0 ? { count: own.length, examples: own.slice(0, EXAMPLES) } : undefined,
    hasSeen: (repository) => {
      if (repository === undefined) return names.size === 0 && ranges.length === 0;
      return !names.has(repository) && !ranges.some((range) => isInRange(repository, range));
    },
  };
}

/** What a visitor has not seen; also the ranges of names, as there may be alerts on repositories that are gone. */
async function unseenBy(
  running: Running,
  visitor: string,
  ends: readonly SliceEnd[],
  all: readonly NameRange[],
): Promise<{ unseen: UnreadRepository[]; own: UnreadRepository[]; ranges: NameRange[] }> {
  const unseen: UnreadRepository[] = [];
  const own: UnreadRepository[] = [];
  const ranges: NameRange[] = [];
  await running.results.heads(ends.flatMap(({ results }) => results));
  for (const end of ends) {
    const { notRead, at, gaps } = await unseenIn(running, visitor, end, all[end.number] ?? {});
    unseen.push(...notRead);
    own.push(...at);
    for (const { range, why, isOwn } of gaps) {
      ranges.push(range);
      for (const { repositoryName } of await readSlice(running.files, end.number)) {
        if (!isInRange(repositoryName, range)) continue;
        (isOwn ? own : unseen).push(unread(repositoryName, why));
      }
    }
  }
  unseen.push(...own);
  unseen.sort((a, b) => (a.repository < b.repository ? -1 : 1));
  return { unseen, own, ranges };
}

/** A part of a slice that a visitor has not seen at all: as it failed itself, or the slice did. */
interface Gap {
  range: NameRange;
  why: string;
  isOwn: boolean;
}

async function unseenIn(
  { results: read }: Running,
  visitor: string,
  { results, error }: SliceEnd,
  slice: NameRange,
): Promise<{ notRead: UnreadRepository[]; at: UnreadRepository[]; gaps: Gap[] }> {
  const notRead: UnreadRepository[] = [];
  const at: UnreadRepository[] = [];
  // By where the visit began: another visit from there, which comes later, may have had more luck.
  const gaps = new Map<string, Gap>();
  let reached = slice.from;
  for (const { range, unread: failedToRead, answered, failed } of await read.heads(results)) {
    const start = range.from ?? '';
    const why = failed[visitor]?.whole;
    reached = range.to;
    if (why !== undefined) gaps.set(start, { range, why, isOwn: true });
    if (!answered.has(visitor)) continue;
    gaps.delete(start);
    const needed = failedToRead.filter(({ visitors }) => visitors.includes(visitor));
    notRead.push(...needed.map(({ repository, error: cause }) => ({ repository, error: cause })));
    at.push(...(failed[visitor]?.at ?? []));
  }
  if (error !== undefined) {
    gaps.set('error', { range: { from: reached, to: slice.to }, why: error, isOwn: false });
  }
  return { notRead, at, gaps: [...gaps.values()] };
}
