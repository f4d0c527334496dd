import type { ECRClient } from '@aws-sdk/client-ecr';
import { afterAll, describe, expect, test } from 'vitest';
import { applyCache } from '../../../shared/cache/apply.ts';
import { sidOf } from '../../../shared/cache/policy/pullers.ts';
import { startTestAws } from '../../local/start.ts';
import { applying } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import {
  anything,
  clear,
  declaring,
  otherStatement,
  planFor,
  putLifecycle,
  putPolicy,
  putRepository,
  putTemplate,
  reconcile,
  registryOf,
  roleArn,
} from './worlds.ts';

/**
 * From every starting state, by every change: an apply after which another run writes nothing; and for
 * each of its calls, one in which that call is cut off before or after it took effect, or refused. At most
 * one change fails for it, and another run comes to the same end.
 */

export const allFaults = [
  { drop: 'before' },
  { drop: 'after' },
  { error: 'AccessDeniedException' },
  { error: 'ServerException' },
] as const;

type Start = (ecr: ECRClient, asDeclared: () => Promise<unknown>) => Promise<unknown>;

const kinds: Record<string, { starts: Record<string, Start>; changes: Record<string, string> }> = {
  templates: {
    starts: {
      'no template': async () => {},
      'ours as declared': (_, asDeclared) => asDeclared(),
      'one by hand': (ecr) => putTemplate(ecr, 'quay.io', { imageTagMutability: 'IMMUTABLE' }),
      'ours, changed by hand': (ecr) =>
        putTemplate(ecr, 'quay.io', {
          description: 'Managed by ecr-steward: x',
          resourceTags: [{ Key: 'a', Value: 'b' }],
          customRoleArn: roleArn,
        }),
      'ours for another prefix': (ecr) =>
        putTemplate(ecr, 'old', { description: 'Managed by ecr-steward: x' }),
    },
    changes: {
      'plain settings': 'repositories: {lifecycle: {expireUntaggedDays: 14}, takeOver: true}',
      'tags and KMS': `repositories: {takeOver: true, tags: {a: c}, encryption: {encryptionType: KMS}, customRoleArn: "${roleArn}", mutability: MUTABLE, mutabilityExclusions: ["v*"]}`,
      nothing: '',
    },
  },
  pullers: {
    starts: {
      'no policy': async () => {},
      'statements of others': (ecr) => putPolicy(ecr, otherStatement),
      'ours as declared': (_, asDeclared) => asDeclared(),
      'ours among others, changed by hand': (ecr) =>
        putPolicy(ecr, otherStatement, { ...anything, Sid: sidOf('quay.io'), Effect: 'Deny' }),
      'ours for another prefix': (ecr) =>
        putPolicy(
          ecr,
          { ...anything, Sid: 'EcrStewardPullersOld123456', Effect: 'Allow' },
          otherStatement,
        ),
    },
    changes: {
      'an account': 'pullers: ["444455556666"]',
      'a role and an account': `pullers: ["${roleArn}", "111122223333"]`,
      nobody: 'pullers: []',
    },
  },
  repositories: {
    starts: {
      'no repository': async () => {},
      'one as ECR makes it': (ecr) => putRepository(ecr, 'quay.io/a/b'),
      'two, one with a policy by hand': async (ecr) => {
        await putRepository(ecr, 'quay.io/a/b', { imageTagMutability: 'IMMUTABLE' });
        await putRepository(ecr, 'quay.io/c', { tags: [{ Key: 'mine', Value: 'stays' }] });
        await putLifecycle(ecr, 'quay.io/c');
      },
      'one of somebody else': (ecr) => putRepository(ecr, 'platform/web'),
    },
    changes: {
      lifecycle: 'repositories: {lifecycle: {keepLast: 3}, replaceLifecycle: true}',
      'all there is': `repositories: {lifecycle: {expireUntaggedDays: 1}, mutability: MUTABLE, scanOnPush: true, policy: {Statement: [{Effect: Allow, Principal: "*", Action: "ecr:BatchGetImage"}]}, tags: {a: b}, customRoleArn: "${roleArn}"}`,
      nothing: '',
    },
  },
};

const cases = Object.entries(kinds).flatMap(([kind, { starts, changes }]) =>
  Object.entries(starts).flatMap(([from, start]) =>
    Object.entries(changes).map(([to, keys]) => ({ kind, from, to, start, keys })),
  ),
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

  describe.each(cases)('$kind: from $from to $to', ({ start, keys }) => {
    test('every way comes to the same end', async () => {
      const clients = await startTestAws();
      const { aws, ecr } = clients;
      const declared = declaring(keys);
      const startOver = async () => {
        await clear(ecr);
        await start(ecr, () => reconcile(clients, declared));
      };
      await startOver();
      const plan = await planFor(clients, declared);
      const with_ = applying(clients);
      const calls = recordCalls(aws);
      const applied = await applyCache(with_, plan);
      const count = calls.length;
      expect(applied.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
      const end = await registryOf(ecr);
      tally.endings += 1;
      await expectNothingLeft();

      for (const fault of faults) {
        for (let call = 0; call < count; call += 1) {
          await startOver();
          const again = await planFor(clients, declared);
          const person = applying(clients);
          aws.faults.set([{ operations: ['ecr:*'], ...fault, after: call, times: 1 }]);
          const hit = await applyCache(person, again);
          aws.faults.clear();
          expect(hit.filter(({ outcome }) => outcome === 'failed').length).toBeLessThanOrEqual(1);
          await reconcile(clients, declared);
          expect(await registryOf(ecr)).toEqual(end);
          tally.faults += 1;
        }
      }

      async function expectNothingLeft() {
        const { length } = calls;
        const third = await reconcile(clients, declared);
        expect(third.filter(({ outcome }) => outcome !== 'unchanged')).toEqual([]);
        expect(calls.slice(length).filter(isWrite)).toEqual([]);
      }
    });
  });
}

function isWrite(call: string): boolean {
  return call.startsWith('ecr:') && !/:(Describe|Get|List)/.test(call);
}
