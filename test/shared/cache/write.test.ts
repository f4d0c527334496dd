import { DeleteRepositoryCommand, type ImageTagMutability } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import type { CacheChange } from '../../../shared/cache/change.ts';
import { perform } from '../../../shared/cache/kinds.ts';
import { pullersStatement } from '../../../shared/cache/policy/pullers.ts';
import { ChangedSincePlanError } from '../../../shared/changes/errors.ts';
import { cacheRules, repository } from '../../../shared/registry/read.ts';
import { registryPolicy } from '../../../shared/registry/settings/policies.ts';
import { readSettings } from '../../../shared/registry/settings/read.ts';
import { createSettingsReader } from '../../../shared/registry/settings/reader.ts';
import { startTestAws } from '../../local/start.ts';
import { recordCalls } from '../../support/calls.ts';
import { putRepository } from './worlds.ts';

const prefix = 'quay.io';
const registry = { registryId: '123456789012', region: 'eu-west-1' };
const statement = (account: string) => pullersStatement(registry, prefix, [account]);
const template = (description: string) => ({
  appliedFor: ['PULL_THROUGH_CACHE'],
  description,
  mutability: { imageTagMutability: 'MUTABLE' },
  encryption: { encryptionType: 'AES256' },
});

/** Three states of each kind of thing. */
const kinds: [CacheChange['kind'], object, object, object][] = [
  [
    'rule',
    { upstreamRegistryUrl: 'quay.io' },
    { upstreamRegistryUrl: 'public.ecr.aws' },
    { upstreamRegistryUrl: 'registry.k8s.io' },
  ],
  ['template', template('a'), template('b'), template('c')],
  ['policy', statement('111122223333'), statement('222233334444'), statement('333344445555')],
];

/** What deletes each, and how ECR says that it is not there. */
const deletions = {
  rule: {
    operation: 'DeletePullThroughCacheRule',
    ...{ gone: 'PullThroughCacheRuleNotFoundException', outcome: 'unchanged' },
  },
  template: {
    operation: 'DeleteRepositoryCreationTemplate',
    ...{ gone: 'TemplateNotFoundException', outcome: 'unchanged' },
  },
  policy: {
    operation: 'DeleteRegistryPolicy',
    ...{ gone: 'RegistryPolicyNotFoundException', outcome: 'deleted' },
  },
};

describe.each(kinds)('a %s', (kind, one, two, three) => {
  const change = (more: object) => ({ kind, prefix, reason: '', ...more }) as CacheChange;
  const create = (after: object) => change({ action: 'create', after });
  const remove = (before: object) => change({ action: 'delete', before });
  const exchange = (before: object, after: object) =>
    change({ action: kind === 'rule' ? 'replace' : 'update', before, after });

  test('is created and deleted once, and not created when another is there', async () => {
    const { ecr } = await startTestAws();
    expect(await perform(ecr, create(one))).toBe('created');
    expect(await perform(ecr, create(one))).toBe('unchanged');
    await expect(perform(ecr, create(two))).rejects.toThrow();
    expect(await perform(ecr, remove(one))).toBe('deleted');
    expect(await perform(ecr, remove(one))).toBe('unchanged');
  });

  test('is changed and deleted only as it was shown', async () => {
    const { ecr } = await startTestAws();
    await perform(ecr, create(one));
    await expect(perform(ecr, remove(two))).rejects.toThrow(ChangedSincePlanError);
    await expect(perform(ecr, exchange(two, three))).rejects.toThrow(ChangedSincePlanError);
    expect(await perform(ecr, exchange(one, two))).toMatch(/updated|replaced/);
    await expect(perform(ecr, remove(one))).rejects.toThrow(ChangedSincePlanError);
    expect(await perform(ecr, remove(two))).toBe('deleted');
  });

  test('that is gone at the moment of its deletion is no failure; another error is one', async () => {
    const { aws, ecr } = await startTestAws();
    await perform(ecr, create(one));
    const { operation, gone, outcome } = deletions[kind as keyof typeof deletions];
    aws.faults.set([{ operations: [`ecr:${operation}`], error: gone, times: 1 }]);
    expect(await perform(ecr, remove(one))).toBe(outcome);
    aws.faults.set([{ operations: [`ecr:${operation}`], error: 'ServerException', times: 1 }]);
    await expect(perform(ecr, remove(one))).rejects.toMatchObject({ name: 'ServerException' });
    expect(await perform(ecr, remove(one))).toBe('deleted');
  });

  test('that is not to be touched costs no call', async () => {
    const { aws, ecr } = await startTestAws();
    const calls = recordCalls(aws);
    for (const action of ['none', 'unmanaged']) {
      expect(await perform(ecr, change({ action, before: one }))).toBe('unchanged');
    }
    expect(calls).toEqual([]);
  });

  test('that may not be read or written says so', async () => {
    const { aws, ecr } = await startTestAws();
    await perform(ecr, create(one));
    aws.faults.set([{ error: 'AccessDeniedException' }]);
    for (const each of [create(two), remove(one), exchange(one, two)]) {
      await expect(perform(ecr, each)).rejects.toThrow(/not authorized/);
    }
  });
});

test('the role and the credential of a rule are changed in place', async () => {
  const { ecr } = await startTestAws();
  const upstream = { upstreamRegistryUrl: '210987654321.dkr.ecr.us-east-1.amazonaws.com' };
  const [one, two] = ['one', 'two'].map((name) => ({
    ...{ ...upstream, customRoleArn: `arn:aws:iam::123456789012:role/${name}` },
  }));
  const change = (more: object) =>
    ({ kind: 'rule', prefix, reason: '', ...more }) as unknown as CacheChange;
  await perform(ecr, change({ action: 'create', after: one }));
  const update = change({ action: 'update', before: one, after: two });
  expect(await perform(ecr, update)).toBe('updated');
  expect(await cacheRules(ecr)).toMatchObject([{ customRoleArn: two?.customRoleArn }]);
  expect(await perform(ecr, update)).toBe('unchanged');
});

test('a policy goes with its last statement alone', async () => {
  const { ecr } = await startTestAws();
  const change = (name: string, more: object) =>
    ({ kind: 'policy', prefix: name, reason: '', ...more }) as CacheChange;
  const other = pullersStatement(registry, 'other', ['111122223333']);
  await perform(ecr, change(prefix, { action: 'create', after: statement('111122223333') }));
  await perform(ecr, change('other', { action: 'create', after: other }));
  await perform(ecr, change(prefix, { action: 'delete', before: statement('111122223333') }));
  expect(JSON.parse((await registryPolicy(ecr))?.text ?? '')).toMatchObject({ Statement: [other] });
  await perform(ecr, change('other', { action: 'delete', before: other }));
  expect(await registryPolicy(ecr)).toBeUndefined();
});

describe('a repository', () => {
  const name = 'quay.io/a';
  const mutability = (imageTagMutability: ImageTagMutability) => ({
    mutability: { imageTagMutability },
  });
  const change = (before: object, after: object, action = 'update') =>
    ({ kind: 'repository', prefix, repository: name, reason: '', action, before, after }) as never;

  test('is changed only as it was shown; what is so already is no matter', async () => {
    const { ecr } = await startTestAws();
    await putRepository(ecr, name);
    const [mutable, immutable] = [mutability('MUTABLE'), mutability('IMMUTABLE')];
    const both = { ...immutable, scanOnPush: true };
    expect(await perform(ecr, change({ ...mutable, scanOnPush: false }, both))).toBe('updated');
    const found = await repository(ecr, name);
    expect(found && (await readSettings(createSettingsReader(ecr), found, both))).toEqual(both);
    // It is what the change makes it, whatever the plan saw: nothing is left to do.
    expect(await perform(ecr, change(mutable, immutable))).toBe('unchanged');
    const stale = change({ ...mutable, scanOnPush: false }, { ...mutable, scanOnPush: false });
    await expect(perform(ecr, stale)).rejects.toThrow(ChangedSincePlanError);
    await expect(perform(ecr, stale)).rejects.toThrow(/mutability/);
  });

  test('is left alone where nothing is to be done, and where it is gone', async () => {
    const { aws, ecr } = await startTestAws();
    await putRepository(ecr, name);
    const calls = recordCalls(aws);
    expect(await perform(ecr, change({}, {}, 'none'))).toBe('unchanged');
    expect(calls).toEqual([]);
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: name, force: true }));
    const gone = change(mutability('MUTABLE'), mutability('IMMUTABLE'));
    expect(await perform(ecr, gone)).toBe('unchanged');
  });
});
