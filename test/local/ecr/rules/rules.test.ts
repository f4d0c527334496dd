import {
  CreatePullThroughCacheRuleCommand,
  type CreatePullThroughCacheRuleCommandInput,
  DeletePullThroughCacheRuleCommand,
  DescribePullThroughCacheRulesCommand,
  type ECRClient,
  UpdatePullThroughCacheRuleCommand,
  ValidatePullThroughCacheRuleCommand,
} from '@aws-sdk/client-ecr';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { refusal, startTestAws } from '../../start.ts';

const ecrRepositoryPrefix = 'docker-hub';
const upstreamRegistryUrl = 'registry-1.docker.io';
const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecr-pullthroughcache/';

async function createSecret(client: SecretsManagerClient, settings = {}) {
  const { ARN = '' } = await client.send(
    new CreateSecretCommand({
      Name: 'ecr-pullthroughcache/hub',
      SecretString: '{"username":"me","accessToken":"xyz"}',
      ...settings,
    }),
  );
  return ARN;
}

function createRule(
  ecr: ECRClient,
  settings: Partial<CreatePullThroughCacheRuleCommandInput> = {},
) {
  return ecr.send(
    new CreatePullThroughCacheRuleCommand({
      ecrRepositoryPrefix,
      upstreamRegistryUrl,
      ...settings,
    }),
  );
}

async function startWithRule() {
  const started = await startTestAws();
  const credentialArn = await createSecret(started.secretsManager);
  await createRule(started.ecr, { credentialArn });
  return { ...started, credentialArn };
}

describe('CreatePullThroughCacheRule', () => {
  test.each([
    ['public.ecr.aws', 'ecr-public'],
    ['registry.k8s.io', 'k8s'],
    ['quay.io', 'quay'],
    ['123456789012.dkr.ecr.us-east-1.amazonaws.com', 'ecr'],
  ])('knows %s as %s, which needs no credential', async (url, upstreamRegistry) => {
    const { ecr } = await startTestAws();
    expect(await createRule(ecr, { upstreamRegistryUrl: url })).toMatchObject({
      ecrRepositoryPrefix,
      upstreamRegistryUrl: url,
      upstreamRegistry,
      upstreamRepositoryPrefix: 'ROOT',
      registryId: '123456789012',
      createdAt: expect.any(Date),
    });
  });

  test.each([
    ['registry-1.docker.io', 'docker-hub'],
    ['ghcr.io', 'github-container-registry'],
    ['mine.azurecr.io', 'azure-container-registry'],
    ['registry.gitlab.com', 'gitlab-container-registry'],
    ['cgr.dev', 'chainguard'],
  ])('wants a credential for %s', async (url, upstreamRegistry) => {
    const { ecr, secretsManager } = await startTestAws();
    const refused = await refusal(createRule(ecr, { upstreamRegistryUrl: url }));
    expect(refused.name).toBe('UnsupportedUpstreamRegistryException');
    expect(refused.message).toContain('requires authentication');
    const credentialArn = await createSecret(secretsManager);
    const created = await createRule(ecr, { upstreamRegistryUrl: url, credentialArn });
    expect(created).toMatchObject({ upstreamRegistry, credentialArn });
  });

  test.each([
    ['myacr-dnlhash123.azurecr.io', 'azure-container-registry'],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'ecr'],
    ['123456789012.dkr.ecr.us-gov-west-1.amazonaws.com', 'ecr'],
    ['123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu', 'ecr'],
  ])('knows the host %s', async (url, upstreamRegistry) => {
    const { ecr, secretsManager } = await startTestAws();
    const credentialArn = await createSecret(secretsManager);
    const access =
      upstreamRegistry === 'ecr'
        ? { customRoleArn: 'arn:aws-cn:iam::123456789012:role/x' }
        : { credentialArn };
    const created = await createRule(ecr, { upstreamRegistryUrl: url, ...access });
    expect(created).toMatchObject({ upstreamRegistry, ...access });
  });

  test.each([
    'harbor.example.com',
    'registry.gitlab.example.com',
    'reg.mini.dev',
    'docker.io',
    'https://quay.io',
    'quay.io:443',
    'quay.io/',
    'quay.io.',
    'QUAY.IO',
    'demo.eastus2.geo.azurecr.io',
    '-demo.azurecr.io',
    'demo.azurecr.cn',
    '123456789012.dkr.ecr.cn-north-1.amazonaws.com',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com.cn',
    '123456789012.dkr.ecr-fips.us-east-1.amazonaws.com',
    '123456789012.dkr-ecr.eu-west-1.on.aws',
    '12345678901.dkr.ecr.eu-west-1.amazonaws.com',
    '',
  ])('does not know the host %j', async (upstreamRegistryUrl) => {
    const { ecr } = await startTestAws();
    const { name, message } = await refusal(createRule(ecr, { upstreamRegistryUrl }));
    expect([name, message]).toEqual([
      'UnsupportedUpstreamRegistryException',
      `The upstream registry URL ${upstreamRegistryUrl} is invalid. Specify a valid upstream registry URL and try again`,
    ]);
  });

  test.each([
    [{ upstreamRegistryUrl: 'mcr.microsoft.com' }, 'UnsupportedUpstreamRegistryException'],
    [{ upstreamRegistryUrl: 'quay.io', upstreamRegistry: 'k8s' }, 'InvalidParameterException'],
    [{ upstreamRegistryUrl: 'quay.io', ecrRepositoryPrefix: 'Quay' }, 'InvalidParameterException'],
    [
      { upstreamRegistryUrl: 'quay.io', ecrRepositoryPrefix: 'q'.repeat(31) },
      'InvalidParameterException',
    ],
    [
      { upstreamRegistryUrl: '999999999999.dkr.ecr.eu-west-1.amazonaws.com' },
      'InvalidParameterException',
    ],
    [
      {
        upstreamRegistryUrl: 'quay.io',
        ecrRepositoryPrefix: 'ROOT',
        upstreamRepositoryPrefix: 'x1',
      },
      'InvalidParameterException',
    ],
    [{ credentialArn: `${secretArn}none-AbCdEf` }, 'SecretNotFoundException'],
    [
      { credentialArn: secretArn.replace('123456789012', '999999999999').concat('hub-AbCdEf') },
      'UnableToAccessSecretException',
    ],
    [
      { credentialArn: secretArn.replace('ecr-pullthroughcache/', 'mine-AbCdEfGhIjKl') },
      'InvalidParameterException',
    ],
  ] as const)('refuses %j', async (settings, name) => {
    const { ecr } = await startTestAws();
    expect((await refusal(createRule(ecr, settings))).name).toBe(name);
  });

  test('cannot decrypt a secret under a key of the customer', async () => {
    const { ecr, secretsManager } = await startTestAws();
    const credentialArn = await createSecret(secretsManager, { KmsKeyId: 'alias/mine' });
    const refused = await refusal(createRule(ecr, { credentialArn }));
    expect(refused.name).toBe('UnableToDecryptSecretValueException');
  });

  test('treats a prefix with and without a slash as the same', async () => {
    const { ecr } = await startTestAws();
    await createRule(ecr, { upstreamRegistryUrl: 'quay.io' });
    const again = createRule(ecr, {
      upstreamRegistryUrl: 'quay.io',
      ecrRepositoryPrefix: 'docker-hub/',
    });
    expect((await refusal(again)).name).toBe('PullThroughCacheRuleAlreadyExistsException');
  });

  test('creates at most 50 rules', async () => {
    const { ecr } = await startTestAws();
    const quay = { upstreamRegistryUrl: 'quay.io' };
    for (let n = 0; n < 50; n++) await createRule(ecr, { ...quay, ecrRepositoryPrefix: `r${n}` });
    const refused = await refusal(createRule(ecr, { ...quay, ecrRepositoryPrefix: 'r50' }));
    expect(refused.name).toBe('LimitExceededException');
  });
});

describe('a rule', () => {
  test('is described in full, and all of them without prefixes', async () => {
    const { ecr, credentialArn } = await startWithRule();
    const { pullThroughCacheRules } = await ecr.send(new DescribePullThroughCacheRulesCommand({}));
    expect(pullThroughCacheRules).toEqual([
      {
        ecrRepositoryPrefix,
        upstreamRegistryUrl,
        upstreamRegistry: 'docker-hub',
        upstreamRepositoryPrefix: 'ROOT',
        registryId: '123456789012',
        credentialArn,
        createdAt: expect.any(Date),
        updatedAt: expect.any(Date),
      },
    ]);
  });

  test('changes its credential in place', async () => {
    const { ecr, secretsManager } = await startWithRule();
    const credentialArn = await createSecret(secretsManager, { Name: 'ecr-pullthroughcache/two' });
    const updated = await ecr.send(
      new UpdatePullThroughCacheRuleCommand({ ecrRepositoryPrefix, credentialArn }),
    );
    expect(updated).toMatchObject({
      ecrRepositoryPrefix,
      credentialArn,
      updatedAt: expect.any(Date),
    });
  });

  test('is gone after it is deleted', async () => {
    const { ecr, credentialArn } = await startWithRule();
    const deleted = await ecr.send(new DeletePullThroughCacheRuleCommand({ ecrRepositoryPrefix }));
    expect(deleted).toMatchObject({ ecrRepositoryPrefix, upstreamRegistryUrl, credentialArn });
    const { pullThroughCacheRules } = await ecr.send(new DescribePullThroughCacheRulesCommand({}));
    expect(pullThroughCacheRules).toEqual([]);
  });

  test('that is missing is not found by any operation', async () => {
    const { ecr } = await startTestAws();
    const calls = [
      ecr.send(new DescribePullThroughCacheRulesCommand({ ecrRepositoryPrefixes: ['nope'] })),
      ecr.send(new UpdatePullThroughCacheRuleCommand({ ecrRepositoryPrefix: 'nope' })),
      ecr.send(new DeletePullThroughCacheRuleCommand({ ecrRepositoryPrefix: 'nope' })),
      ecr.send(new ValidatePullThroughCacheRuleCommand({ ecrRepositoryPrefix: 'nope' })),
    ];
    const names = (await Promise.all(calls.map(refusal))).map((refused) => refused.name);
    expect(names).toEqual(calls.map(() => 'PullThroughCacheRuleNotFoundException'));
  });
});

describe('ValidatePullThroughCacheRule', () => {
  const validate = (ecr: ECRClient) =>
    ecr.send(new ValidatePullThroughCacheRuleCommand({ ecrRepositoryPrefix }));

  test('finds nothing wrong with a good credential', async () => {
    const { ecr, credentialArn } = await startWithRule();
    const result = await validate(ecr);
    expect(result).toMatchObject({ ecrRepositoryPrefix, credentialArn, isValid: true });
    expect(result.failure).toBeUndefined();
  });

  test.each([
    'no JSON xyzzy',
    '[]',
    '{"username":"xyzzy"}',
    '{"username":"","accessToken":"xyzzy"}',
  ])('says that %s is not a credential, without quoting it', async (SecretString) => {
    const { ecr, secretsManager, credentialArn } = await startWithRule();
    await secretsManager.send(new PutSecretValueCommand({ SecretId: credentialArn, SecretString }));
    const { isValid, failure } = await validate(ecr);
    expect(isValid).toBe(false);
    expect(failure).toMatch(/\.$/);
    expect(failure).not.toContain('xyzzy');
  });

  test.each([{ RecoveryWindowInDays: 7 }, { ForceDeleteWithoutRecovery: true }])(
    'says that the secret is deleted (%j)',
    async (how) => {
      const { ecr, secretsManager, credentialArn } = await startWithRule();
      await secretsManager.send(new DeleteSecretCommand({ SecretId: credentialArn, ...how }));
      const { isValid, failure } = await validate(ecr);
      expect(isValid).toBe(false);
      expect(failure).toMatch(/not found|scheduled for deletion/);
    },
  );
});
