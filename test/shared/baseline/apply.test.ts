import {
  DeleteRepositoryCommand,
  DescribeRepositoriesCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import type { Gate } from '../../../shared/actions/gate.ts';
import type { Alert } from '../../../shared/alerts/alert.ts';
import type { Notifier } from '../../../shared/alerts/notifier.ts';
import { baselineRules } from '../../../shared/baseline/rules.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { lifecyclePolicy } from '../../../shared/registry/settings/policies.ts';
import { type Applied, applySettings } from '../../../shared/settings/apply.ts';
import { react } from '../../../shared/settings/react.ts';
import { planForScope, previewPlan } from '../../../shared/settings/scope.ts';
import { startTestAws, type TestAws } from '../../local/start.ts';
import { freely } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, push } from '../../support/images.ts';
import { scanOnPush } from '../../support/scanning.ts';
import { useOf } from '../../support/use.ts';

const everything = `baseline:
- repositories: ['told/**']
  mutability: IMMUTABLE
- repositories: ['set/**']
  action: enforce
  mutability: IMMUTABLE
  scanOnPush: true
  lifecycle: {keepLast: 1}
  tags: {required: [owner], defaults: {cost: none}}
`;

async function startBaseline(...names: string[]) {
  const started = await startTestAws();
  await createRepositories(started.ecr, ...names);
  const rules = baselineRules(parseRegistryConfig(everything).baseline);
  const planFor = (...some: string[]) =>
    planForScope(started.ecr, rules, {
      ...{ cachePrefixes: ['mirror'] },
      ...(some.length > 0 && { names: some }),
    });
  return {
    ...started,
    rules,
    planFor,
    with_: { ecr: started.ecr, gate: freely, rules, use: useOf(started.ecr) },
  };
}

const outcomes = (applied: readonly Applied[]) =>
  applied.map(({ setting, outcome }) => `${setting} ${outcome}`);

const immutable = ({ ecr }: Pick<TestAws, 'ecr'>, repositoryName: string) =>
  ecr.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability: 'IMMUTABLE' }));

const all = ['mutability set', 'lifecyclePolicy set', 'scanOnPush set', 'resourceTags set'];

test('what is to be set is set, and then it is as it is to be', async () => {
  const { ecr, planFor, with_ } = await startBaseline('set/a', 'told/a', 'mirror/a', 'free/a');
  const plan = await planFor();
  expect(plan.checked).toEqual({
    repositories: expect.arrayContaining(['set/a', 'told/a', 'free/a']),
    governed: 2,
  });
  expect(plan.checked.repositories).toHaveLength(3);
  expect(plan.of).toBe(2);
  const applied = await applySettings(with_, plan);
  expect(outcomes(applied).toSorted()).toEqual(
    [...all, 'mutability reported', 'requiredTags reported'].toSorted(),
  );
  const { repositories = [] } = await ecr.send(
    new DescribeRepositoriesCommand({ repositoryNames: ['set/a'] }),
  );
  expect(repositories).toMatchObject([
    { imageTagMutability: 'IMMUTABLE', imageScanningConfiguration: { scanOnPush: true } },
  ]);
  const again = await planFor('set/a');
  expect(again.of).toBeUndefined();
  expect(again.deviations.map(({ setting }) => setting)).toEqual(['requiredTags']);
});

test('what the registry scans does not differ, whatever the setting of the repository', async () => {
  const started = await startBaseline('set/a', 'set/b');
  const input = { imageScanningConfiguration: { scanOnPush: true }, repositoryName: 'set/b' };
  const scansIn = async () =>
    (await started.planFor()).deviations
      .filter(({ setting }) => setting === 'scanOnPush')
      .map(({ repository }) => repository);
  await started.ecr.send(new PutImageScanningConfigurationCommand(input));
  expect(await scansIn()).toEqual(['set/a']);
  await scanOnPush(started);
  expect(await scansIn()).toEqual([]);
});

test('scans are looked up only where the setting of a repository is off', async () => {
  const started = await startBaseline('set/a', 'told/a');
  const calls = recordCalls(started.aws);
  await started.planFor('told/a');
  expect(calls).not.toContain('ecr:BatchGetRepositoryScanningConfiguration');
  await started.planFor('set/a');
  expect(calls).toContain('ecr:BatchGetRepositoryScanningConfiguration');
});

describe('right before it is set', () => {
  test('what is as it is to be by then is settled, what is otherwise has changed', async () => {
    const started = await startBaseline('set/a');
    const plan = await started.planFor();
    await immutable(started, 'set/a');
    const [first, ...others] = await applySettings(started.with_, plan);
    expect(first).toMatchObject({ setting: 'mutability', outcome: 'settled' });
    expect(outcomes(others)).toContain('lifecyclePolicy set');
    const stale = plan.deviations.map((each) =>
      each.setting === 'resourceTags' ? { ...each, before: { cost: 'x' } } : each,
    );
    await createRepositories(started.ecr, 'set/b');
    const renamed = stale.map((each) => ({ ...each, repository: 'set/b' }));
    const applied = await applySettings(started.with_, { ...plan, deviations: renamed });
    expect(outcomes(applied)).toContain('resourceTags changed');
  });

  test('a repository that is gone has nothing to set', async () => {
    const { ecr, planFor, with_ } = await startBaseline('set/a');
    const plan = await planFor();
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'set/a' }));
    const applied = await applySettings(with_, plan);
    expect(applied.filter(({ action }) => action === 'set').map((it) => it.outcome)).toEqual(
      Array<string>(4).fill('settled'),
    );
  });

  test('a rule that enforces no more sets nothing', async () => {
    const { planFor, with_ } = await startBaseline('set/a');
    const plan = await planFor();
    const told = everything.replace('enforce', 'report');
    const rules = baselineRules(parseRegistryConfig(told).baseline);
    const applied = await applySettings({ ...with_, rules }, plan);
    expect(
      applied.some(({ outcome, actionId }) => outcome === 'set' || actionId !== undefined),
    ).toBe(false);
    const none = await applySettings({ ...with_, rules: baselineRules([]) }, plan);
    expect(outcomes(none)).toContain('mutability settled');
  });
});

test('a setting that cannot be read fails, and stops no other', async () => {
  const { aws, planFor, with_ } = await startBaseline('set/a', 'told/a');
  const plan = await planFor();
  const operations = ['ecr:GetLifecyclePolicy'];
  aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
  const unread = await planFor();
  expect(unread.unread.map(({ repository }) => repository)).toEqual(['set/a']);
  expect(unread.checked.governed).toBe(2);
  expect(outcomes(await applySettings(with_, plan)).toSorted()).toEqual(
    [
      ...all.map((each) => each.replace('lifecyclePolicy set', 'lifecyclePolicy failed')),
      ...['requiredTags reported', 'mutability reported'],
    ].toSorted(),
  );
});

describe('the gate', () => {
  const answering = (answer: Awaited<ReturnType<Gate['perform']>>): Gate => ({
    ...freely,
    perform: async () => answer as never,
  });

  test.each<[string, Awaited<ReturnType<Gate['perform']>>, object]>([
    ['observes', { state: 'observed', why: 'w' }, { outcome: 'observed', why: 'w' }],
    [
      'holds back',
      { state: 'held', kind: 'immutable', per: 'run', most: 1, used: 1 },
      { outcome: 'held', held: { kind: 'immutable', most: 1 } },
    ],
  ])('%s', async (_, answer, expected) => {
    const { ecr, planFor, with_ } = await startBaseline('set/a');
    const [first] = await applySettings({ ...with_, gate: answering(answer) }, await planFor());
    expect(first).toMatchObject({ setting: 'mutability', ...expected });
    const { repositories } = await ecr.send(new DescribeRepositoriesCommand({}));
    expect(repositories).toMatchObject([{ imageTagMutability: 'MUTABLE' }]);
  });

  test('is asked for each setting with how it is and how it will be', async () => {
    const { ecr, planFor, with_ } = await startBaseline('set/a');
    const asked: object[] = [];
    const gate: Gate = {
      ...freely,
      perform: async ({ kind, before, after }, work) => {
        asked.push({ kind, before, after });
        return freely.perform({ kind, before, after } as never, work);
      },
    };
    const plan = await planFor();
    const [policy] = plan.deviations.filter(({ setting }) => setting === 'lifecyclePolicy');
    await applySettings({ ...with_, gate }, await previewPlan(ecr, plan, useOf(ecr)));
    const settings = (it: object) => ({ settings: it });
    const tags = (it: object) => settings({ resourceTags: it });
    const mutability = (imageTagMutability: string) =>
      settings({ mutability: expect.objectContaining({ imageTagMutability }) });
    expect(asked).toEqual([
      { kind: 'immutable', before: mutability('MUTABLE'), after: mutability('IMMUTABLE') },
      {
        ...{ kind: 'expire', before: settings({}) },
        after: settings({ lifecyclePolicy: policy && 'after' in policy && policy.after }),
      },
      {
        ...{ kind: 'setting', before: settings({ scanOnPush: false }) },
        after: settings({ scanOnPush: true }),
      },
      { kind: 'setting', before: tags({}), after: tags({ cost: 'none' }) },
    ]);
  });

  test('has a percentage to go by only after a look at the whole registry', async () => {
    const { planFor, with_ } = await startBaseline('set/a', 'told/a');
    const of: (number | undefined)[] = [];
    const gate: Gate = {
      ...freely,
      perform: async (action, work) => {
        of.push(action.of);
        return freely.perform(action, work);
      },
    };
    await applySettings({ ...with_, gate }, await planFor('set/a'));
    expect(new Set(of)).toEqual(new Set([undefined]));
    await immutable({ ecr: with_.ecr }, 'told/a');
    await createRepositories(with_.ecr, 'set/b');
    of.length = 0;
    await applySettings({ ...with_, gate }, await planFor());
    expect(of).toContain(3);
  });
});

test('a lifecycle policy says what it would do, and stays where that cannot be seen', async () => {
  const { aws, ecr, planFor } = await startBaseline('set/a');
  for (const tag of ['1.0.0', '1.1.0']) await push(ecr, 'set/a', [tag]);
  const plan = await planFor();
  const policyOf = async () => {
    const { deviations } = await previewPlan(ecr, plan, useOf(ecr));
    expect(deviations).toHaveLength(plan.deviations.length);
    return deviations.find(({ setting }) => setting === 'lifecyclePolicy');
  };
  expect(await policyOf()).toMatchObject({
    action: 'set',
    preview: { state: 'known', expire: { images: 1 } },
  });
  const operations = ['ecr:StartLifecyclePolicyPreview'];
  aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
  expect(await policyOf()).toMatchObject({
    action: 'report',
    stays: expect.any(String),
    preview: { state: 'unknown' },
  });
});

test('what was done and what was not is reported', async () => {
  const { planFor, with_ } = await startBaseline('set/a');
  const heard: string[] = [];
  const notifier: Pick<Notifier, 'notify'> = {
    notify: async (alerts) => heard.push(...alerts.map((it) => ('kind' in it ? it.kind : 'lazy'))),
  };
  await react(with_, notifier, await planFor('set/a'));
  expect(heard.splice(0)).toEqual(['repository.set', 'repository.baseline']);
  await react(with_, notifier, await planFor());
  expect(heard).toEqual(['repository.baseline']);
});

test('a lifecycle policy that would expire what runs is not put, and the alert says why', async () => {
  const { ecr, planFor, with_ } = await startBaseline('set/a', 'set/b');
  for (const tag of ['1.0.0', '1.1.0']) {
    for (const name of ['set/a', 'set/b']) await push(ecr, name, [tag]);
  }
  const imageId = { imageTag: '1.0.0' };
  const images = [{ repository: 'set/a', imageId, by: ['ECS service prod/web'] }];
  const use = useOf(ecr, { images, unknown: [] });
  const alerts: Alert[] = [];
  const notifier: Pick<Notifier, 'notify'> = {
    notify: async (found) => alerts.push(...found.flatMap((it) => ('kind' in it ? it : []))),
  };
  const { applied } = await react({ ...with_, use }, notifier, await planFor());
  const policies = applied.filter(({ setting }) => setting === 'lifecyclePolicy');
  expect(policies.map(({ repository, outcome }) => `${repository} ${outcome}`)).toEqual([
    'set/a reported',
    'set/b set',
  ]);
  expect(await lifecyclePolicy(ecr, 'set/a')).toBeUndefined();
  const drift = alerts.find(({ kind, where }) => {
    return kind === 'repository.baseline' && where.repository === 'set/a';
  });
  expect(drift?.what?.join('\n')).toContain(
    'would expire 1.0.0, which ECS service prod/web runs or needs. ' +
      'Put a rule before it that is for a tag of what runs and keeps it, or run something newer',
  );
});
