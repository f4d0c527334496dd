import type { ECRClient } from '@aws-sdk/client-ecr';
import { afterAll, expect, test } from 'vitest';
import { applyRepositories } from '../../../shared/repositories/apply.ts';
import { startTestAws } from '../../local/start.ts';
import { freely } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import {
  clear,
  create,
  declaring,
  lifecycleByHand,
  lifecycleOfWords,
  planFor,
  policyByHand,
  putLifecycle,
  putPolicy,
  reconcile,
  registryOf,
  tag,
} from './worlds.ts';

/**
 * From every starting state, by every change: an apply after which another run writes nothing; and for each of its
 * calls, one in which that call is cut off before or after it took effect, or refused. At most one change fails for it,
 * and another run comes to the same end.
 */

export const allFaults = [
  { drop: 'before' },
  { drop: 'after' },
  { error: 'AccessDeniedException' },
  { error: 'ServerException' },
] as const;

type Start = (ecr: ECRClient, asDeclared: () => Promise<unknown>) => Promise<unknown>;

const starts: Record<string, Start> = {
  missing: async () => {},
  'as ECR makes one': (ecr) => create(ecr),
  'as declared': (_, asDeclared) => asDeclared(),
  'immutable, with scans and KMS': (ecr) =>
    create(ecr, {
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: { encryptionType: 'KMS' },
    }),
  'with policies by hand': async (ecr) => {
    await create(ecr);
    await putLifecycle(ecr, lifecycleByHand);
    await putPolicy(ecr, policyByHand);
  },
  'with another policy of words': async (ecr) => {
    await create(ecr);
    await putLifecycle(ecr, lifecycleOfWords);
  },
  'with tags of others': async (ecr) =>
    tag(ecr, await create(ecr), { owner: 'nobody', mine: 'stays' }),
};

const policy =
  'policy: {Statement: [{Effect: Allow, Principal: "*", Action: "ecr:BatchGetImage"}]}';
const raw =
  'lifecyclePolicy: {rules: [{rulePriority: 1, selection: {tagStatus: untagged, countType: sinceImagePushed, countUnit: days, countNumber: 7}, action: {type: expire}}]}';

const changes: Record<string, string> = {
  'a policy alone':
    'replacePolicy: true, policy: {Statement: [{Effect: Allow, Principal: "*", Action: "ecr:*"}]}',
  'an owner': 'owner: team-a',
  'what CreateRepository takes':
    'mutability: IMMUTABLE, mutabilityExclusions: [latest], scanOnPush: true, encryption: {encryptionType: KMS}, tags: {a: b}',
  'policies that leave those of others': `lifecycle: {keepLast: 3}, ${policy}`,
  'all there is': `owner: team-a, mutability: IMMUTABLE, scanOnPush: false, tags: {a: b}, ${raw}, replaceLifecycle: true, ${policy}, replacePolicy: true`,
};

const cases = Object.entries(starts).flatMap(([from, start]) =>
  Object.entries(changes).map(([to, keys]) => ({ from, to, start, keys })),
);

/**
 * Tests of all endings, and of every way to break where faults are given.
 *
 * @param expected - How many there are: a number that shrinks tells of cases that are no longer tried.
 */
export function describeConvergence(
  faults: readonly (typeof allFaults)[number][],
  expected: { endings: number; faults: number },
): void {
  const tally = { endings: 0, faults: 0 };
  afterAll(() => {
    expect(tally).toEqual(expected);
  });

  test.each(cases)('from $from to $to every way comes to the same end', async ({ start, keys }) => {
    const { aws, ecr } = await startTestAws();
    const declared = declaring(keys);
    const startOver = async () => {
      await clear(ecr);
      await start(ecr, () => reconcile(ecr, declared));
    };
    await startOver();
    const plan = await planFor(ecr, declared);
    const calls = recordCalls(aws);
    const applied = await applyRepositories({ ecr, gate: freely }, declared, plan);
    const count = calls.length;
    expect(applied.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    const end = await registryOf(ecr);
    expect(end).toHaveLength(1);
    const { length } = calls;
    const third = await reconcile(ecr, declared);
    expect(third.filter(({ outcome }) => outcome !== 'unchanged')).toEqual([]);
    expect(calls.slice(length).filter(isWrite)).toEqual([]);
    tally.endings += 1;
    for (const fault of faults) {
      for (let call = 0; call < count; call += 1) {
        await startOver();
        const again = await planFor(ecr, declared);
        aws.faults.set([{ operations: ['ecr:*'], ...fault, after: call, times: 1 }]);
        const hit = await applyRepositories({ ecr, gate: freely }, declared, again);
        aws.faults.clear();
        expect(hit.filter(({ outcome }) => outcome === 'failed').length).toBeLessThanOrEqual(1);
        await reconcile(ecr, declared);
        expect(await registryOf(ecr)).toEqual(end);
        tally.faults += 1;
      }
    }
  });
}

function isWrite(call: string): boolean {
  return call.startsWith('ecr:') && !/:(Describe|Get|List)/.test(call);
}
