import type { ECRClient } from '@aws-sdk/client-ecr';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isToBeMade } from '../../../shared/changes/step.ts';
import { applyRepositories } from '../../../shared/repositories/apply.ts';
import { startTestAws } from '../../local/start.ts';
import { freely } from '../../support/acting.ts';
import {
  clear,
  create,
  declaring,
  lifecycleByHand,
  lifecycleOfWords,
  NAME,
  planFor,
  policyByHand,
  putLifecycle,
  putPolicy,
  reconcile,
  tag,
} from './worlds.ts';

const state = fc.option(
  fc.record({
    immutable: fc.boolean(),
    scanOnPush: fc.boolean(),
    kms: fc.boolean(),
    lifecycle: fc.constantFrom(undefined, lifecycleByHand, lifecycleOfWords),
    policy: fc.constantFrom(undefined, policyByHand),
    tags: fc.dictionary(fc.constantFrom('owner', 'a', 'mine'), fc.constantFrom('x', 'y')),
  }),
);

type State = typeof state extends fc.Arbitrary<infer Value> ? Value : never;

const expire = { type: 'expire' };
const newest = { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 9 };
const anyOf = { ...newest, tagStatus: 'tagged', tagPatternList: ['b*', 'a*'] };

/** In another order than that of the priorities, and with a default. */
const unordered = {
  rules: [
    { rulePriority: 9, selection: { ...newest, storageClass: 'standard' }, action: expire },
    { rulePriority: 2, selection: anyOf, action: expire },
  ],
};

const words = fc.record(
  {
    owner: fc.constantFrom('x', 'y'),
    mutability: fc.constantFrom('MUTABLE', 'IMMUTABLE'),
    scanOnPush: fc.boolean(),
    encryption: fc.constantFrom({ encryptionType: 'KMS' }, { encryptionType: 'AES256' }),
    lifecycle: fc.constantFrom({ keepLast: 3 }, { expireUntaggedDays: 5 }),
    policy: fc.constant({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:*' }] }),
    tags: fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('x', 'z')),
  },
  { requiredKeys: [] },
);

const ofEcr = fc.boolean();

const replaces = fc.record({ lifecycle: fc.boolean(), policy: fc.boolean() });

/** What somebody else does between plan and apply. */
const meanwhile = fc.constantFrom('nothing', 'deletes it', 'changes it', 'creates it');

async function become(ecr: ECRClient, given: State): Promise<void> {
  if (given === null) return;
  const { immutable, scanOnPush, kms, lifecycle, policy, tags } = given;
  const arn = await create(ecr, {
    imageTagMutability: immutable ? 'IMMUTABLE' : 'MUTABLE',
    imageScanningConfiguration: { scanOnPush },
    encryptionConfiguration: { encryptionType: kms ? 'KMS' : 'AES256' },
  });
  if (lifecycle) await putLifecycle(ecr, lifecycle);
  if (policy) await putPolicy(ecr, policy);
  if (Object.keys(tags).length > 0) await tag(ecr, arn, tags);
}

/** Whatever there is, whatever is declared, and whatever somebody does meanwhile: two runs later nothing is left to do. */
export function testRandomly(numRuns: number): void {
  test(`${numRuns} random registries come to rest`, async () => {
    const { ecr } = await startTestAws();
    const property = fc.asyncProperty(
      ...[state, words, ofEcr, replaces, meanwhile, state],
      async (before, { lifecycle, ...others }, isRaw, replaced, by, other) => {
        await clear(ecr);
        await become(ecr, before);
        const all = {
          ...others,
          ...(lifecycle && (isRaw ? { lifecyclePolicy: unordered } : { lifecycle })),
          ...(lifecycle && replaced.lifecycle && { replaceLifecycle: true }),
          ...('policy' in others && replaced.policy && { replacePolicy: true }),
        };
        const declared = declaring(JSON.stringify(all).slice(1, -1));
        const plan = await planFor(ecr, declared);
        if (by === 'deletes it' || by === 'changes it') await clear(ecr);
        if (by === 'changes it' || (by === 'creates it' && before === null)) {
          await become(ecr, other);
        }
        await applyRepositories({ ecr, gate: freely }, declared, plan);
        const second = await reconcile(ecr, declared);
        expect(second.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
        const left = await planFor(ecr, declared);
        expect(left.filter(isToBeMade)).toEqual([]);
        expect(left.map(({ repository }) => repository)).toEqual([NAME]);
      },
    );
    await fc.assert(property, { numRuns });
  });
}
