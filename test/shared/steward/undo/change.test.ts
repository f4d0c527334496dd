import { CreateSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import type { Entry } from '../../../../shared/actions/audit-log.ts';
import type {
  CacheChange,
  PolicyChange,
  RuleChange,
  WholeChange,
} from '../../../../shared/cache/change.ts';
import { perform, wholeKinds } from '../../../../shared/cache/kinds.ts';
import type { RuleState } from '../../../../shared/cache/rules/rule.ts';
import { inverse, presentState } from '../../../../shared/changes/inverse.ts';
import type { Statement } from '../../../../shared/registry/policy/text.ts';
import { readSettings } from '../../../../shared/registry/settings/read.ts';
import { createSettingsReader } from '../../../../shared/registry/settings/reader.ts';
import type { TemplateState } from '../../../../shared/settings/template/template.ts';
import type { Undo } from '../../../../shared/steward/undo/action.ts';
import { planUndo } from '../../../../shared/steward/undo/undo.ts';
import { createRepository, repositoryName } from '../../../local/images.ts';
import { startTestAws } from '../../../local/start.ts';

const prefix = 'quay.io';
const reason = 'a test';
const quay: RuleState = { upstreamRegistry: 'quay', upstreamRegistryUrl: 'quay.io' };
const pub: RuleState = { upstreamRegistry: 'ecr-public', upstreamRegistryUrl: 'public.ecr.aws' };

const template = (text: string): TemplateState => ({
  description: text,
  appliedFor: ['PULL_THROUGH_CACHE'],
  mutability: { imageTagMutability: 'MUTABLE' },
  encryption: { encryptionType: 'AES256' },
});

const statement = (account: string): Statement => ({
  ...{ Sid: 'EcrStewardPullersQuay', Effect: 'Allow', Principal: { AWS: account } },
  Action: ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'],
  Resource: 'arn:aws:ecr:eu-west-1:123456789012:repository/quay.io/*',
});

async function secretArn(client: SecretsManagerClient): Promise<string> {
  const SecretString = JSON.stringify({ username: 'somebody', accessToken: 'x' });
  const input = { Name: 'ecr-pullthroughcache/quay', SecretString };
  return (await client.send(new CreateSecretCommand(input))).ARN ?? '';
}

function entryOf(change: CacheChange): Entry {
  const after: unknown = JSON.parse(JSON.stringify({ change }));
  return {
    ...{ id: '1', at: new Date().toISOString(), by: 'a test', capability: 'cache' },
    ...{ kind: 'cache', rule: prefix, target: prefix, what: 'change', weight: 1 },
    ...{ state: 'done', after },
  };
}

async function done(undo: Undo): Promise<Extract<Undo, { state: 'ready' }>> {
  if (undo.state !== 'ready') throw new Error(undo.why);
  expect(await undo.work()).toEqual({ outcome: 'undone', unneeded: false });
  return undo;
}

const base = { kind: 'rule', prefix } as const;
const templateBase = { kind: 'template', prefix } as const;
const policyBase = { kind: 'policy', prefix } as const;

/** Every kind of change of every kind of thing, and what an undo of it does. */
const changes: [string, WholeChange, kind: 'cache' | 'setting'][] = [
  ['a rule that is created', { ...base, action: 'create', after: quay }, 'cache'],
  ['a rule that is deleted', { ...base, action: 'delete', before: quay, reason }, 'setting'],
  [
    'a rule that is replaced',
    { ...base, action: 'replace', before: quay, after: pub, reason },
    'cache',
  ],
  [
    'a template that is created',
    { ...templateBase, action: 'create', after: template('a') },
    'cache',
  ],
  [
    'a template that is updated',
    { ...templateBase, action: 'update', before: template('a'), after: template('b'), reason },
    'setting',
  ],
  [
    'a template that is deleted',
    { ...templateBase, action: 'delete', before: template('a'), reason },
    'setting',
  ],
  [
    'a statement that is created',
    { ...policyBase, action: 'create', after: statement('111122223333') },
    'cache',
  ],
  [
    'a statement that is updated',
    {
      ...{ ...policyBase, action: 'update', reason },
      ...{ before: statement('111122223333'), after: statement('444455556666') },
    } as PolicyChange,
    'cache',
  ],
  [
    'a statement that is deleted',
    { ...policyBase, action: 'delete', before: statement('111122223333'), reason },
    'setting',
  ],
];

test.each(changes)('%s is as it was, and an undo of that has it again', async (_, change, kind) => {
  const { ecr } = await startTestAws();
  if ('before' in change) {
    await perform(ecr, { ...change, action: 'create', after: change.before } as WholeChange);
  }
  await perform(ecr, change);
  expect((await presentState(ecr, wholeKinds, change)).stand).toBe('after');

  const { action } = await done(await planUndo(ecr, entryOf(change)));
  expect(action.kind).toBe(kind);
  expect((await presentState(ecr, wholeKinds, change)).stand).toBe('before');
  expect(await planUndo(ecr, entryOf(change))).toMatchObject({ state: 'nothing' });

  const { change: back } = action.after as { change: CacheChange };
  await done(await planUndo(ecr, entryOf(back)));
  expect((await presentState(ecr, wholeKinds, change)).stand).toBe('after');
});

test('a credential that a rule was given goes: the rule is made anew', async () => {
  const { ecr, secretsManager } = await startTestAws();
  const after = { ...quay, credentialArn: await secretArn(secretsManager) };
  await perform(ecr, { ...base, action: 'create', after: quay });
  const change: RuleChange = { ...base, action: 'update', before: quay, after, reason };
  await perform(ecr, change);
  const { action } = await done(await planUndo(ecr, entryOf(change)));
  expect(action).toMatchObject({ kind: 'cache', after: { change: { action: 'replace' } } });
  expect((await presentState(ecr, wholeKinds, change)).stand).toBe('before');
});

test('what somebody has changed since stays', async () => {
  const { ecr } = await startTestAws();
  const change: WholeChange = { ...base, action: 'create', after: quay };
  await perform(ecr, change);
  const undo = await planUndo(ecr, entryOf(change));
  await perform(ecr, { ...base, action: 'replace', before: quay, after: pub, reason });
  const why = expect.stringContaining('the rule quay.io has been changed since: it is ');
  expect(await planUndo(ecr, entryOf(change))).toEqual({ state: 'refused', why });
  await expect(done(undo)).rejects.toThrow('has been changed since');
  expect(
    (await presentState(ecr, wholeKinds, { ...base, action: 'create', after: pub })).stand,
  ).toBe('after');
});

test('a cached repository is as it was, but for what the change was not about', async () => {
  const { ecr } = await startTestAws();
  await createRepository(ecr);
  const found = { repositoryName, repositoryArn: '' };
  const before = { mutability: { imageTagMutability: 'MUTABLE' as const }, scanOnPush: false };
  const change: CacheChange = {
    ...{ kind: 'repository', prefix: 'team-a', repository: repositoryName, action: 'update' },
    ...{ before, after: { scanOnPush: true }, reason },
  };
  await perform(ecr, change);
  await done(await planUndo(ecr, entryOf(change)));
  expect(await planUndo(ecr, entryOf(change))).toMatchObject({ state: 'nothing' });
  expect(await readSettings(createSettingsReader(ecr), found, { scanOnPush: true })).toEqual({
    scanOnPush: false,
  });
});

test('a change that changes nothing has no inverse', async () => {
  const change: WholeChange = { ...base, action: 'none', before: quay };
  expect(inverse(wholeKinds, change)).toBeUndefined();
});
