import { createServer } from 'node:http';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { expect, onTestFinished, test } from 'vitest';
import { shapesOfCredentials } from '../../shared/cache/credentials/value.ts';
import { parseRegistryConfig } from '../../shared/config/load.ts';
import { clientConfig } from '../local/start.ts';
import { recordCalls } from '../support/calls.ts';
import { startTestStack } from '../support/stack.ts';

const token = 'a-token-not-to-be-seen';
const values = {
  good: JSON.stringify({ username: 'somebody', accessToken: token }),
  bare: token,
  half: JSON.stringify({ username: '', token }),
  list: JSON.stringify([token]),
};

const registryYml = (validate: string) => `
pullThroughCache:
  validate: ${validate}
  rules:
${[...Object.keys(values), 'gone', 'missing'].map(rule).join('\n')}
`;

function rule(name: string): string {
  return `    - {prefix: ${name}, upstream: docker-hub, credential: ecr-pullthroughcache/${name}}`;
}

async function withSecrets(validate: string) {
  const started = await startTestStack(registryYml(validate));
  for (const [name, SecretString] of Object.entries({ ...values, gone: token })) {
    const input = { Name: `ecr-pullthroughcache/${name}`, SecretString };
    await started.secretsManager.send(new CreateSecretCommand(input));
  }
  const SecretId = 'ecr-pullthroughcache/gone';
  await started.secretsManager.send(new DeleteSecretCommand({ SecretId }));
  return started;
}

test('says of each secret what it is made of, and tells people what is wrong', async () => {
  const { stack, alerts } = await withSecrets('deep');
  const said = (name: string, isJson: boolean, hasUsername: boolean, hasAccessToken: boolean) => ({
    secret: `ecr-pullthroughcache/${name}`,
    isJson,
    hasUsername,
    hasAccessToken,
  });
  expect(await stack.fire('credential')).toEqual({
    ok: true,
    result: {
      credentials: [
        said('good', true, true, true),
        said('bare', false, false, false),
        said('half', true, false, false),
        said('list', false, false, false),
        { secret: 'ecr-pullthroughcache/gone', unreadable: 'InvalidRequestException' },
        { secret: 'ecr-pullthroughcache/missing', unreadable: 'ResourceNotFoundException' },
      ],
    },
  });
  expect(alerts().filter((alert) => alert.includes('that ECR cannot use'))).toEqual([
    expect.stringMatching(
      /^5 secrets that ECR cannot use: .*\n(.*\n)*.*half: it lacks username and accessToken\n/,
    ),
  ]);
});

test('shows no value in anything printed, logged, stored or sent', async () => {
  const started = await withSecrets('deep');
  const seen: unknown[] = [];
  started.aws.bus.subscribe((event) => void seen.push(event));
  // What goes to and comes from every service, but for the one answer that has to hold the value.
  started.aws.onExchange(({ operation, input, output, error }) => {
    seen.push(input, error, operation === 'GetSecretValue' ? undefined : output);
  });
  await started.stack.fire('credential');
  started.aws.faults.set([
    { operations: ['secretsmanager:*'], error: 'InvalidParameterException' },
  ]);
  await started.stack.fire('credential');
  const all = JSON.stringify([seen, started.invocations, started.alerts(), started.deadLetters()]);
  expect(started.invocations.flatMap(({ logs }) => logs)).not.toEqual([]);
  expect(all).toContain('Credentials checked');
  expect(all).not.toContain(token);
});

test('reads nothing unless registry.yml asks for it', async () => {
  const { aws, stack } = await withSecrets('login');
  await stack.idle();
  const calls = recordCalls(aws);
  expect(await stack.fire('credential')).toEqual({ ok: true, result: { credentials: [] } });
  expect(calls).toEqual(['dynamodb:GetItem']);
});

test('an answer that cannot be parsed is no way out for the value', async () => {
  const server = createServer((_, response) => void response.end(`{"SecretString":${token}}`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const client = new SecretsManagerClient(clientConfig({ endpoint, region: 'eu-west-1' }));
  const declared = parseRegistryConfig(registryYml('deep')).pullThroughCache;
  const error = await shapesOfCredentials(client, declared).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'UnreadCredentialError' });
  expect(error).not.toHaveProperty('cause');
  expect(String((error as Error).stack)).not.toContain(token);
});
