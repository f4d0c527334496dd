import { describe, expect, test } from 'vitest';
import { takeOver } from '../../../shared/actions/owner.ts';
import { applyRegistry } from '../../../shared/registry-settings/apply.ts';
import { startTestAws } from '../../local/start.ts';
import { applying, testStack } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import {
  declaring,
  exclude,
  planFor,
  profile,
  putScanning,
  reconcile,
  role,
  statement,
} from './worlds.ts';

/** One setting of each kind. */
const all = declaring(`
  scanning: {scanType: ENHANCED, rules: [{scanFrequency: SCAN_ON_PUSH, repositories: ["*"]}]},
  signing: {rules: [{signingProfileArn: "${profile('one')}"}]},
  pullTimeUpdateExclusions: ["${role('scanner')}"],
  accountSettings: {blobMounting: ENABLED},
  policy: {statements: [${JSON.stringify(statement('Copies'))}]}`);

test('what is not declared is not read', async () => {
  const { aws, ecr } = await startTestAws();
  const calls = recordCalls(aws);
  expect(await planFor(ecr, declaring(''))).toEqual({ changes: [] });
  expect(calls).toEqual([]);
  await planFor(ecr, declaring('accountSettings: {blobMounting: ENABLED}'));
  expect(calls).toEqual(['ecr:GetAccountSetting']);
});

test('a registry that is as declared costs a call for each setting, and one for the owner', async () => {
  const { aws, ecr } = await startTestAws();
  await reconcile(ecr, all);
  const calls = recordCalls(aws);
  const again = await reconcile(ecr, all);
  expect(new Set(again.map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
  expect(calls.toSorted()).toEqual([
    'ecr:DescribeRepositoryCreationTemplates',
    'ecr:GetAccountSetting',
    'ecr:GetRegistryPolicy',
    'ecr:GetRegistryScanningConfiguration',
    'ecr:GetSigningConfiguration',
    'ecr:ListPullTimeUpdateExclusions',
  ]);
});

const refusals: [operation: string, error: string, message: string, said: RegExp][] = [
  [
    'PutRegistryScanningConfiguration',
    'BlockedByOrganizationPolicyException',
    'The operation did not succeed because the account is managed by a organization policy.',
    /^a policy of your organization does not allow this: .*remove the setting from registry.yml$/,
  ],
  [
    'PutRegistryScanningConfiguration',
    'ValidationException',
    'This feature is not available in this region',
    /does not offer this operation/,
  ],
  [
    'PutSigningConfiguration',
    'ValidationException',
    'This feature is not available in this region',
    /does not offer this operation/,
  ],
  [
    'PutAccountSetting',
    'AccessDeniedException',
    'explicit deny in a service control policy',
    /^access denied: .*service control policy/,
  ],
  [
    'RegisterPullTimeUpdateExclusion',
    'LimitExceededException',
    'At most 100',
    /AWS answered LimitExceededException: At most 100/,
  ],
  [
    'PutRegistryPolicy',
    'InvalidParameterException',
    "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid registry policy provided'",
    /AWS answered InvalidParameterException: .*Invalid registry policy provided/,
  ],
];

test.each(refusals)('%s that answers %s is said, and the others are made', async (...refusal) => {
  const [operation, error, message, said] = refusal;
  const { aws, ecr } = await startTestAws();
  aws.faults.set([{ operations: [`ecr:${operation}`], error, message }]);
  const applied = await reconcile(ecr, all);
  const failed = applied.filter(({ outcome }) => outcome === 'failed');
  expect(failed.map((change) => change.error)).toEqual([expect.stringMatching(said)]);
  expect(applied).toHaveLength(5);
  aws.faults.clear();
  expect((await reconcile(ecr, all)).filter(({ outcome }) => outcome !== 'unchanged')).toHaveLength(
    1,
  );
});

describe('a setting that cannot be read', () => {
  test.each([
    ['GetSigningConfiguration', 'AccessDeniedException', 'signing'],
    ['GetSigningConfiguration', 'ValidationException', 'signing'],
    ['GetRegistryScanningConfiguration', 'AccessDeniedException', 'scanning'],
    ['ListPullTimeUpdateExclusions', 'ValidationException', 'pullTimeUpdateExclusions'],
    ['GetAccountSetting', 'InvalidParameterException', 'accountSettings.blobMounting'],
    ['GetRegistryPolicy', 'AccessDeniedException', 'policy'],
  ])('by %s, as of %s, is not changed, and the others are', async (operation, error, setting) => {
    const { aws, ecr } = await startTestAws();
    aws.faults.set([{ operations: [`ecr:${operation}`], error }]);
    const calls = recordCalls(aws);
    const applied = await reconcile(ecr, all);
    expect(applied.filter(({ outcome }) => outcome === 'failed')).toMatchObject([
      { kind: 'unread', setting, error: expect.stringMatching(/^it could not be read: ./) },
    ]);
    expect(applied.filter(({ outcome }) => ['created', 'updated'].includes(outcome))).toHaveLength(
      4,
    );
    expect(calls).not.toContain(`ecr:${operation.replace(/^(Get|List)/, 'Put')}`);
  });

  test.each(['ThrottlingException', 'ServerException'])(
    'for now, as of %s, fails the run, which is tried again',
    async (error) => {
      const { aws, ecr } = await startTestAws();
      aws.faults.set([{ operations: ['ecr:GetSigningConfiguration'], error }]);
      await expect(planFor(ecr, all)).rejects.toMatchObject({ name: error });
    },
  );
});

test('what has changed since the plan is not overwritten', async () => {
  const { ecr } = await startTestAws();
  const plan = await planFor(ecr, all);
  await putScanning(ecr, 'BASIC', { SCAN_ON_PUSH: ['team-a/*'] });
  const applied = await applyRegistry(applying({ ecr }), plan);
  expect(applied.filter(({ outcome }) => outcome === 'failed')).toMatchObject([
    {
      kind: 'scanning',
      error: 'the scanning configuration has changed since the plan was made: run again',
    },
  ]);
});

test('the roles of the stack are no exclusions of others, whatever is pruned', async () => {
  const { ecr } = await startTestAws();
  await takeOver(ecr, testStack);
  await exclude(ecr, `path/${testStack.stack}-PushRole-1A2B3C`, 'old');
  const applied = await reconcile(ecr, declaring('prune: true, pullTimeUpdateExclusions: []'));
  expect(applied).toMatchObject([
    { kind: 'exclusion', principalArn: role('old'), outcome: 'deleted' },
  ]);
});

test('a registry policy that cannot be parsed stays, and the others are brought in line', async () => {
  const { ecr } = await startTestAws();
  ecr.middlewareStack.add(
    (next, { commandName }) =>
      async (args) =>
        commandName === 'GetRegistryPolicyCommand'
          ? { output: { $metadata: {}, registryId: '1', policyText: '[]' }, response: {} }
          : next(args),
    { step: 'initialize' },
  );
  const applied = await reconcile(ecr, all);
  expect(applied.filter(({ outcome }) => outcome === 'failed')).toMatchObject([
    {
      kind: 'unread',
      error: expect.stringContaining('the registry policy is not a policy document'),
    },
  ]);
  expect(applied.filter(({ outcome }) => outcome !== 'failed')).toHaveLength(4);
});
