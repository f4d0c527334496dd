import type { ECRClient } from '@aws-sdk/client-ecr';
import type { RegistryIdentity } from '../registry/identity.ts';
import type { SettingsReader } from '../registry/settings/reader.ts';
import type { Store } from '../runtime/store/store.ts';
import type { Uses } from '../use/uses.ts';
import { doneWith, type Missed, type SliceEnd } from './done.ts';
import { listRegistry } from './list.ts';
import { begunName, runFiles } from './run-files.ts';
import { createRunning, type Running } from './running.ts';
import { type Visit, type VisitEnd, visitSlice } from './slice.ts';
import type { Steps } from './steps.ts';
import type { Visitor } from './visitor.ts';
import { whyOf } from './why.ts';

/** The registry that is walked, and for whom. */
export interface WalkWork {
  ecr: ECRClient;
  store: Store;
  visitors: readonly Visitor[];
  identify(): Promise<RegistryIdentity>;
  /** Reads settings of repositories; default: one of its own. */
  settings?: SettingsReader | undefined;
  /** Reads what runs, when the first visitor asks for it. Default: it is not known. */
  uses?: (() => Promise<Uses>) | undefined;
  /** When the walk begins; default: now. */
  began?: Date;
  /** Repositories per slice; default: REPOSITORIES_PER_SLICE. */
  perSlice?: number | undefined;
  /** Called with each repository's name when it has been read, for progress. */
  onRepository?: ((repositoryName: string) => void) | undefined;
  /** Called with each failure, for the log. */
  onFailure?: Running['onFailure'];
}

/** The result of a walk. */
export interface WalkEnd {
  registry: RegistryIdentity;
  /** ISO 8601. */
  began: string;
  repositories: number;
  /** What each visitor has done. */
  visitors: Record<string, object>;
  /** Visitors that have not begun, or not come to their end, and why. */
  failed: Record<string, string>;
  /** By visitor, what it has missed as it failed there. */
  missed: Record<string, Missed>;
}

/**
 * Walks a registry once for all visitors: lists it, has each visitor begin, visits the slices, has each visitor do what
 * comes after them. A visitor that fails is out; the others go on. A slice that cannot be visited is tried three times.
 */
export async function runWalk(steps: Steps, work: WalkWork): Promise<WalkEnd> {
  const { began, registry } = await steps.step('begin', async () => ({
    registry: await work.identify(),
    began: (work.began ?? new Date()).toISOString(),
  }));
  const files = runFiles(work.store, registry, new Date(began));
  const listed = await steps.step('list', () =>
    listRegistry(work.ecr, files, { registry, began: new Date(began) }, work.perSlice),
  );
  const running = createRunning(work.ecr, files, {
    ...work,
    readsAtATime: steps.readsAtATime,
  });
  const failed: Record<string, string> = {};
  const begun = await begin(steps, running, work.visitors, failed);
  const numbers = Array.from({ length: listed.slices }, (_, number) => number);
  const ends = await steps.each('slices', numbers, (own, number) =>
    walkSlice(own, running, number, begun),
  );
  const finished = await finish(steps, running, begun, ends, failed);
  return { registry, began, repositories: listed.repositories, ...finished, failed };
}

async function begin(
  steps: Steps,
  running: Running,
  visitors: readonly Visitor[],
  failed: WalkEnd['failed'],
): Promise<Visitor[]> {
  const begun: Visitor[] = [];
  for (const visitor of visitors) {
    const { name } = visitor;
    const step = () =>
      steps.step(`begin ${name}`, async () => {
        const answer = await visitor.begin?.(await running.walk());
        await running.files.put(begunName(name), answer ?? null);
        return {};
      });
    if (await unlessFailed(running, name, failed, step)) begun.push(visitor);
  }
  return begun;
}

/** Visit by visit, each a step of its own, as long as Lambda's time allows. */
async function walkSlice(
  steps: Steps,
  running: Running,
  number: number,
  visitors: readonly Visitor[],
): Promise<SliceEnd> {
  const results: string[] = [];
  try {
    for (let from: number | undefined = 0; from !== undefined; ) {
      const visit: Visit = { number, from, visitors, again: 0 };
      const end: VisitEnd = await steps.step(`slice ${number} from ${from}`, () =>
        visitSlice(running, visit, steps.until()),
      );
      results.push(end.result);
      await visitAgain(steps, running, visit, end, results);
      from = end.next;
      if (from !== undefined) await steps.pause(1);
    }
    return { number, results };
  } catch (error) {
    running.onFailure({ error });
    return { number, results, error: whyOf(error) };
  }
}

/** How often a visitor that fails in a slice gets it again. */
const MOST_AGAIN = 2;

/** Those that have failed visit the same repositories again, without the others. */
async function visitAgain(
  steps: Steps,
  running: Running,
  visit: Visit,
  { failed, next: to = Number.MAX_SAFE_INTEGER }: VisitEnd,
  results: string[],
): Promise<void> {
  let left = failed ?? [];
  for (let again = 1; left.length > 0 && again <= MOST_AGAIN; again += 1) {
    await steps.pause(again * 10);
    const visitors = visit.visitors.filter(({ name }) => left.includes(name));
    const those = { ...visit, visitors, again, to };
    const name = `slice ${visit.number} from ${visit.from} again ${again}`;
    try {
      const end = await steps.step(name, () => visitSlice(running, those, steps.until()));
      results.push(end.result);
      left = end.failed ?? [];
    } catch (error) {
      // The others have seen the slice: only these have missed it.
      for (const visitor of left) running.onFailure({ visitor, error });
      return;
    }
  }
}

async function finish(
  steps: Steps,
  running: Running,
  visitors: readonly Visitor[],
  ends: readonly SliceEnd[],
  failed: WalkEnd['failed'],
): Promise<Pick<WalkEnd, 'visitors' | 'missed'>> {
  const results: WalkEnd['visitors'] = {};
  const missed: WalkEnd['missed'] = {};
  for (const visitor of visitors) {
    const { name } = visitor;
    await unlessFailed(running, name, failed, async () => {
      const end = await finishOne(steps, running, visitor, ends);
      results[name] = end.result;
      if (end.missed) missed[name] = end.missed;
    });
  }
  return { visitors: results, missed };
}

async function finishOne(
  steps: Steps,
  running: Running,
  visitor: Visitor,
  ends: readonly SliceEnd[],
): Promise<{ result: object; missed?: Missed }> {
  let left: string | undefined;
  for (let turn = 0; ; turn += 1) {
    const before = left;
    const end = await steps.step(`done ${visitor.name} ${turn}`, () =>
      doneWith(running, visitor, ends, { until: steps.until(), turn, left: before }),
    );
    const { result, missed } = end;
    if (result !== undefined) return { result, ...(missed && { missed }) };
    left = end.left;
    await steps.pause(1);
  }
}

async function unlessFailed(
  running: Running,
  visitor: string,
  failed: WalkEnd['failed'],
  work: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    running.onFailure({ visitor, error });
    failed[visitor] = whyOf(error);
    return false;
  }
}
