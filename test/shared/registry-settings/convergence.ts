import type { ECRClient } from '@aws-sdk/client-ecr';
import { afterAll, describe, expect, test } from 'vitest';
import type { LocalAws } from '../../../local/aws.ts';
import { applyRegistry } from '../../../shared/registry-settings/apply.ts';
import { startTestAws } from '../../local/start.ts';
import { applying } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { type Start, settings } from './cases.ts';
import { clear, declaring, planFor, reconcile, registryOf } from './worlds.ts';

/**
 * From every starting state of each setting, by every change: an apply after which another run writes nothing; for each
 * of its calls, one in which that call is cut off before or after it took effect, or refused; and one before which
 * somebody else brings the setting into another state. After each of them another run comes to the same end.
 */

export const allFaults = [
  { drop: 'before' },
  { drop: 'after' },
  { error: 'AccessDeniedException' },
  { error: 'ServerException' },
] as const;

const cases = Object.entries(settings).flatMap(([kind, { starts, changes }]) =>
  Object.entries(starts).flatMap(([from, start]) =>
    Object.entries(changes).map(([to, keys]) => ({ kind, from, to, start, keys, starts })),
  ),
);

/**
 * Tests of all endings, and of every way to break where `breaks` is set.
 *
 * @param expected - How many there are: a number that shrinks tells of cases that are no longer tried.
 */
export function describeConvergence(
  breaks: boolean,
  expected: { endings: number; faults: number; others: number },
): void {
  const tally = { endings: 0, faults: 0, others: 0 };
  afterAll(() => {
    expect(tally).toEqual(expected);
  });

  describe.each(cases)('$kind: from $from to $to', (case_) => {
    test('every way comes to the same end', async () => {
      const { aws, ecr } = await startTestAws();
      const declared = declaring(case_.keys);
      await startOver(ecr, case_.start);
      const plan = await planFor(ecr, declared);
      const calls = recordCalls(aws);
      const applied = await applyRegistry(applying({ ecr }), plan);
      const count = calls.length;
      expect(applied.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
      const end = await registryOf(ecr);
      tally.endings += 1;
      await expectNothingLeft(ecr, declared, calls);
      if (!breaks) return;
      const way = { ...case_, aws, ecr, declared, count, end };
      tally.faults += await breakEachCall(way);
      tally.others += await interfereWithEachCall(way);
    });
  });
}

async function startOver(ecr: ECRClient, state: Start): Promise<void> {
  await clear(ecr);
  await state(ecr);
}

/** A case, and how it ends when nothing breaks. */
interface Way {
  aws: LocalAws;
  ecr: ECRClient;
  start: Start;
  declared: ReturnType<typeof declaring>;
  /** How many calls an apply makes. */
  count: number;
  end: object;
}

/** Returns how many ways to break were tried. */
async function breakEachCall({ aws, ecr, start, declared, count, end }: Way): Promise<number> {
  const ways = allFaults.flatMap((fault) =>
    Array.from({ length: count }, (_, after) => ({ ...fault, after, times: 1 })),
  );
  for (const fault of ways) {
    await startOver(ecr, start);
    const again = await planFor(ecr, declared);
    aws.faults.set([{ operations: ['ecr:*'], ...fault }]);
    const hit = await applyRegistry(applying({ ecr }), again);
    aws.faults.clear();
    expect(hit.filter(({ outcome }) => outcome === 'failed').length).toBeLessThanOrEqual(1);
    await reconcile(ecr, declared);
    expect(await registryOf(ecr)).toEqual(end);
  }
  return ways.length;
}

/** Returns how many changes by somebody else were tried. */
async function interfereWithEachCall(
  way: Way & { from: string; starts: Record<string, Start> },
): Promise<number> {
  const { ecr, start, declared, count, end, from, starts } = way;
  const others = Object.entries(starts).flatMap(([name, other]) => (name === from ? [] : [other]));
  for (const other of others) {
    await startOver(ecr, other);
    await reconcile(ecr, declared);
    const ends = [end, await registryOf(ecr)];
    for (let call = 0; call < count; call += 1) {
      await startOver(ecr, start);
      const again = await planFor(ecr, declared);
      const interfering = before(ecr, call, () => startOver(ecr, other));
      await applyRegistry(applying({ ecr }), again);
      interfering.stop();
      await reconcile(ecr, declared);
      // ECR compares nothing: a change between our read and our write is lost, so either end is right.
      expect(ends).toContainEqual(await registryOf(ecr));
    }
  }
  return others.length * count;
}

async function expectNothingLeft(
  ecr: ECRClient,
  declared: ReturnType<typeof declaring>,
  calls: string[],
): Promise<void> {
  const { length } = calls;
  const again = await reconcile(ecr, declared);
  expect(again.filter(({ outcome }) => outcome !== 'unchanged')).toEqual([]);
  expect(calls.slice(length).filter((call) => !/:(Describe|Get|List)/.test(call))).toEqual([]);
}

/** Lets somebody else do something before the call with this number. */
function before(ecr: ECRClient, call: number, work: () => Promise<unknown>) {
  let seen = -1;
  const name = 'somebody else';
  ecr.middlewareStack.add(
    (next) => async (args) => {
      seen += 1;
      if (seen === call) {
        // Their own calls are not counted.
        seen = Number.NEGATIVE_INFINITY;
        await work();
      }
      return next(args);
    },
    { step: 'initialize', name },
  );
  return { stop: () => ecr.middlewareStack.remove(name) };
}
