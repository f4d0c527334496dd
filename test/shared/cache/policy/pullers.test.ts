import { GetRegistryPolicyCommand, PutRegistryPolicyCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { applyCache } from '../../../../shared/cache/apply.ts';
import { pullersStatement, sidOf } from '../../../../shared/cache/policy/pullers.ts';
import { registryPolicy } from '../../../../shared/registry/settings/policies.ts';
import { startTestAws, type TestAws } from '../../../local/start.ts';
import { applying } from '../../../support/acting.ts';
import { anything, declaring, otherStatement, planFor, putPolicy, reconcile } from '../worlds.ts';

const pullers = declaring('pullers: ["111122223333", "arn:aws:iam::444455556666:role/ci/pull"]');

/** What somebody has typed: other white space and order than any program would write. */
const oddly = `{ "Statement":[
  {"Resource" : "arn:aws:ecr:eu-west-1:123456789012:repository/*","Action":["ecr:ReplicateImage"  ],
     "Principal":{ "AWS":"arn:aws:iam::111122223333:root" },"Sid":"replic\\u0061tion", "Effect":"Allow"}
 ],"Version":"2012-10-17"}`;

async function startWith(policyText: string): Promise<TestAws> {
  const started = await startTestAws();
  await started.ecr.send(new PutRegistryPolicyCommand({ policyText }));
  return started;
}

const textOf = async ({ ecr }: TestAws) => (await registryPolicy(ecr))?.text;

test('pullers become a statement for the two actions under the prefix', async () => {
  const started = await startTestAws();
  await reconcile(started, pullers);
  const { policyText = '' } = await started.ecr.send(new GetRegistryPolicyCommand({}));
  expect(JSON.parse(policyText)).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: sidOf('quay.io'),
        Effect: 'Allow',
        Principal: {
          AWS: ['arn:aws:iam::111122223333:root', 'arn:aws:iam::444455556666:role/ci/pull'],
        },
        Action: ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'],
        Resource: 'arn:aws:ecr:eu-west-1:123456789012:repository/quay.io/*',
      },
    ],
  });
});

describe('statements of others', () => {
  test('stay byte for byte as ours comes, changes and goes', async () => {
    const started = await startWith(oddly);
    await reconcile(started, pullers);
    const [head = '', tail = ''] = oddly.split(/(?<=\})(?=\n \])/);
    expect((await textOf(started))?.startsWith(`${head},{"Sid":"EcrStewardPullers`)).toBe(true);
    expect((await textOf(started))?.endsWith(tail)).toBe(true);
    await reconcile(started, declaring('pullers: ["999988887777"]'));
    expect(await textOf(started)).toContain('999988887777');
    expect((await textOf(started))?.startsWith(head)).toBe(true);
    await reconcile(started, declaring('pullers: []'));
    expect(await textOf(started)).toBe(oddly);
  });

  test('that came in since the plan are kept', async () => {
    const started = await startTestAws();
    const plan = await planFor(started, pullers);
    await putPolicy(started.ecr, otherStatement);
    expect(await applyCache(applying(started), plan)).toMatchObject([{}, { outcome: 'created' }]);
    expect(await textOf(started)).toContain(JSON.stringify(otherStatement));
  });
});

describe('our statement', () => {
  test('is removed with the last puller, and a policy without any statement too', async () => {
    const started = await startTestAws();
    await reconcile(started, pullers);
    expect(await reconcile(started, declaring('pullers: []'))).toMatchObject([
      {},
      { kind: 'policy', prefix: 'quay.io', action: 'delete', outcome: 'deleted' },
    ]);
    expect(await textOf(started)).toBeUndefined();
  });

  test('is brought back when somebody has edited it', async () => {
    const started = await startTestAws();
    await reconcile(started, pullers);
    const text = (await textOf(started)) ?? '';
    await putPolicy(started.ecr, { ...anything, Sid: sidOf('quay.io'), Effect: 'Allow' });
    expect(await reconcile(started, pullers)).toMatchObject([
      {},
      { action: 'update', outcome: 'updated', reason: expect.stringContaining('Action: ecr:* → ') },
    ]);
    expect(await textOf(started)).toBe(text);
  });

  test('is not written again for being written otherwise', async () => {
    const started = await startTestAws();
    const registry = { registryId: '123456789012', region: 'eu-west-1' };
    const [rule] = pullers.rules;
    const ours = pullersStatement(registry, 'quay.io', rule?.pullers ?? []);
    const AWS = ['arn:aws:iam::444455556666:role/ci/pull', '111122223333'];
    await putPolicy(started.ecr, { ...ours, Principal: { AWS } });
    expect((await planFor(started, pullers)).changes).toMatchObject([{}, { action: 'none' }]);
  });

  test.each([
    ['overwritten', declaring('pullers: ["999988887777"]')],
    ['removed', declaring('pullers: []')],
  ])('is not %s when somebody has changed it since the plan', async (_, file) => {
    const started = await startTestAws();
    await reconcile(started, pullers);
    const plan = await planFor(started, file);
    await putPolicy(started.ecr, { ...anything, Sid: sidOf('quay.io'), Effect: 'Deny' });
    expect((await applyCache(applying(started), plan)).at(-1)).toMatchObject({
      outcome: 'failed',
      error: expect.stringMatching(/^the statement .* changed since the plan was made: run again$/),
    });
    expect(await textOf(started)).toContain('Deny');
  });
});

test('the statements of several rules come and go beside each other', async () => {
  const started = await startWith(oddly);
  const { rules, ...settings } = pullers;
  const two = {
    ...settings,
    rules: rules.flatMap((rule) => [rule, { ...rule, prefix: 'quay-2' }]),
  };
  await reconcile(started, two);
  const text = (await textOf(started)) ?? '';
  expect(text.match(/EcrStewardPullers\w+/g)).toEqual([sidOf('quay.io'), sidOf('quay-2')]);
  await reconcile(started, pullers);
  expect((await textOf(started))?.match(/EcrStewardPullers\w+/g)).toEqual([sidOf('quay.io')]);
  await reconcile(started, { ...settings, rules: [] });
  expect(await textOf(started)).toBe(oddly);
});

test('two prefixes never share a Sid, and a Sid is letters and digits', () => {
  const sids = ['docker.io', 'docker-io', 'docker/io', 'dockerio', 'ROOT'].map(sidOf);
  expect(new Set(sids).size).toBe(sids.length);
  expect(sids.filter((sid) => !/^[A-Za-z0-9]+$/.test(sid))).toEqual([]);
  expect(sidOf('docker.io/')).toBe(sidOf('docker.io'));
});
