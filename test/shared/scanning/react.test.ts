import { CreatePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import type { LocalAwsOptions } from '../../../local/options.ts';
import type { Gate } from '../../../shared/actions/gate.ts';
import type { Alert } from '../../../shared/alerts/alert.ts';
import { quarantineTag } from '../../../shared/registry/tags/own-tag.ts';
import type { TagOutcome } from '../../../shared/scanning/quarantine.ts';
import { actionCounts, react, throwIfFailed } from '../../../shared/scanning/react.ts';
import { noUses } from '../../../shared/use/uses.ts';
import { createRepository, repositoryName, tagsByDigest } from '../../local/images.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger, freely, unused } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { manifest, push } from '../../support/images.ts';
import { failing, planWith, scanningThat } from './failures.ts';

async function startReacting(
  action: 'report' | 'quarantine',
  gate: Gate = freely,
  options: LocalAwsOptions = {},
) {
  const started = await startTestAws(options);
  await createRepository(started.ecr);
  const ledger = await createLedger(started);
  const told: string[] = [];
  const audience = { isDeaf: false };
  const notifier = {
    notify: async (alerts: readonly Alert[]) => {
      if (audience.isDeaf) throw new Error('nobody hears');
      told.push(...alerts.map(({ kind }) => kind));
      return alerts.length;
    },
    notifyLedgerUnreachable: async () => {},
  };
  const with_ = {
    ...{ ecr: started.ecr, scanning: scanningThat(action), gate, guard: unused },
    uses: async () => noUses,
  };
  const failure = async (name: string, tags = [name]) => {
    const digest = await push(started.ecr, repositoryName, tags, manifest(name));
    return failing(action, { repository: repositoryName, digest, tags });
  };
  return {
    ...started,
    ...{ told, audience, failure },
    reactTo: (...failures: Awaited<ReturnType<typeof failure>>[]) =>
      react(with_, { notifier, ledger }, planWith(...failures)),
  };
}

describe('an image that fails', () => {
  test('is reported once, and again when that did not reach anybody', async () => {
    const { failure, reactTo, told, audience } = await startReacting('report');
    const it = await failure('a');
    audience.isDeaf = true;
    await expect(reactTo(it)).rejects.toThrow('nobody hears');
    audience.isDeaf = false;
    expect(await reactTo(it)).toMatchObject({ notified: 1, tags: [], observed: 0 });
    expect(await reactTo(it)).toMatchObject({ notified: 0 });
    expect(told).toEqual(['scanning.findings']);
  });

  test('that is only reported costs no look at cache rules or at what is not news', async () => {
    const { aws, failure, reactTo } = await startReacting('report');
    // Its index would be looked for.
    const it = await failure('a', []);
    await reactTo(it);
    const calls = recordCalls(aws);
    await reactTo(it);
    expect(calls.filter((call) => call.startsWith('ecr:'))).toEqual([]);
  });

  test('whose findings were reported costs a twentieth of a read, and no write', async () => {
    const { aws, reactTo, told } = await startReacting('report');
    const failures = Array.from({ length: 45 }, (_, index) =>
      failing('report', { repository: repositoryName, digest: `sha256:${index}`, tags: ['a'] }),
    );
    expect(await reactTo(...failures)).toMatchObject({ notified: 45 });
    const calls = recordCalls(aws);
    expect(await reactTo(...failures)).toMatchObject({ notified: 0 });
    expect(calls).toEqual(Array(3).fill('dynamodb:BatchGetItem'));
    expect(told).toHaveLength(45);
  });

  test('loses its tags, which is reported; reported findings keep none', async () => {
    const { ecr, failure, reactTo, told } = await startReacting('quarantine');
    const it = await failure('a', ['1', '2']);
    const reaction = await reactTo(it);
    expect(reaction.tags).toMatchObject([
      { tag: '1', outcome: 'replaced' },
      { tag: '2', outcome: 'replaced' },
    ]);
    expect(await tagsByDigest(ecr)).toEqual({ [it.digest]: [quarantineTag(it.digest)] });
    expect(actionCounts(reaction)).toEqual({
      ...{ ActsDone: 2, ActsHeld: 0, ActsObserved: 0, ActsFailed: 0 },
    });
    // It was pushed again, with what is known.
    const again = await failure('a', ['3']);
    expect(await reactTo(again)).toMatchObject({ notified: 1, tags: [{ tag: '3' }] });
    expect(told).toEqual(['scanning.findings', 'scanning.findings']);
  });

  test('loses a tag that ECR takes the image along with, which is reported', async () => {
    const options = { pairDeletesImage: true };
    const { ecr, failure, reactTo, told } = await startReacting('quarantine', freely, options);
    const it = await failure('a');
    expect(await reactTo(it)).toMatchObject({ tags: [{ outcome: 'restored' }] });
    expect(await tagsByDigest(ecr)).toEqual({ [it.digest]: [quarantineTag(it.digest)] });
    await reactTo(await failure('a', ['2']));
    expect(told).toEqual(['scanning.findings', 'scanning.findings']);
  });

  test('that a limit holds back is reported once, and held each time', async () => {
    const held = { state: 'held', kind: 'quarantine', per: 'run', most: 1, used: 1 } as const;
    const perform = async () => held;
    const { failure, reactTo, told } = await startReacting('quarantine', { ...freely, perform });
    const it = await failure('a');
    for (const _ of [1, 2]) {
      const reaction = await reactTo(it);
      expect(reaction.held).toMatchObject([{ held, repository: repositoryName }]);
    }
    expect(told).toEqual(['scanning.findings']);
  });

  test('keeps its tags where a cache rule would fetch them again', async () => {
    const { ecr, failure, reactTo } = await startReacting('quarantine');
    const it = await failure('a');
    const [ecrRepositoryPrefix] = repositoryName.split('/');
    const upstreamRegistryUrl = 'public.ecr.aws';
    await ecr.send(
      new CreatePullThroughCacheRuleCommand({ ecrRepositoryPrefix, upstreamRegistryUrl }),
    );
    expect(await reactTo(it)).toMatchObject({ notified: 1, tags: [] });
    expect(await tagsByDigest(ecr)).toEqual({ [it.digest]: ['a'] });
  });

  test('keeps its tags where its rule only observes, which is counted', async () => {
    const { ecr, failure, reactTo } = await startReacting('quarantine', {
      ...freely,
      observes: async () => 'nobody has allowed it',
    });
    const it = await failure('a');
    const reaction = await reactTo(it);
    expect(reaction).toMatchObject({ notified: 1, tags: [], observed: 1 });
    expect(actionCounts(reaction)).toMatchObject({ ActsDone: 0, ActsObserved: 1 });
    expect(await reactTo(it)).toMatchObject({ notified: 0, observed: 1 });
    expect(await tagsByDigest(ecr)).toEqual({ [it.digest]: ['a'] });
  });

  test('stops no other where it cannot be quarantined, and fails the run', async () => {
    const error = new Error('no');
    const perform: Gate['perform'] = async (action, work) => {
      if (action.target.endsWith(':a')) throw error;
      return freely.perform(action, work);
    };
    const { failure, reactTo, told } = await startReacting('quarantine', { ...freely, perform });
    const reaction = await reactTo(await failure('a'), await failure('b'));
    expect(reaction.tags.map(({ outcome }) => outcome)).toEqual(['failed', 'replaced']);
    expect(told.toSorted()).toEqual(['scanning.failed', 'scanning.findings', 'scanning.findings']);
    expect(reaction.alerts.map(({ kind }) => kind)).toEqual(['scanning.failed']);
    expect(() => throwIfFailed(reaction)).toThrow(error);
  });
});

test.each<[TagOutcome['outcome'], object]>([
  ['replaced', { ActsDone: 1 }],
  ['restored', { ActsDone: 1 }],
  ['held', { ActsHeld: 1 }],
  ['observed', { ActsObserved: 1 }],
  ['moved', {}],
  ['raced', {}],
])('a tag that is %s counts as %j, and fails nothing', (outcome, counts) => {
  const tag = { repository: 'team/a', tag: '1', digest: 'sha256:1', outcome };
  const reaction = { notified: 0, tags: [tag], alerts: [], held: [], observed: 0 };
  const none = { ActsDone: 0, ActsHeld: 0, ActsObserved: 0, ActsFailed: 0 };
  expect(actionCounts(reaction)).toEqual({ ...none, ...counts });
  throwIfFailed(reaction);
});
