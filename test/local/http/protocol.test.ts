import { Server } from 'node:net';
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, test, vi } from 'vitest';
import { type Exchange, startLocalAws } from '../../../local/aws.ts';
import { createRepository, manifest, put, repositoryName } from '../images.ts';
import { clientConfig, refusal, startTestAws } from '../start.ts';

const signed = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=test/20261121/eu-west-1/ecr/aws4_request, SignedHeaders=host, Signature=0',
};

/** Sends what no SDK would send. */
async function raw(endpoint: string, operation: string, body: string, headers: object = signed) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'x-amz-target': `AmazonEC2ContainerRegistry_V20150921.${operation}`,
      'content-type': 'application/x-amz-json-1.1',
      ...headers,
    },
    body,
  });
  const answer: unknown = await response.json();
  return { status: response.status, headers: response.headers, answer };
}

describe('AWS JSON', () => {
  test('answers with a request id and dates as seconds', async () => {
    const now = new Date('2026-11-21T18:10:00.250Z');
    const { aws, ecr } = await startTestAws({ now: () => now });
    await createRepository(ecr);
    const { headers, answer } = await raw(aws.endpoint, 'DescribeRepositories', '{}');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(answer).toMatchObject({ repositories: [{ createdAt: now.getTime() / 1000 }] });
  });

  test.each([
    ['DescribeRepositories', '{"nextToken":', 'SerializationException', /not a JSON object/],
    ['DescribeRepositories', '[]', 'SerializationException', /not a JSON object/],
    ['DescribeRepositories', '{"maxResults":"5"}', 'SerializationException', /maxResults/],
    ['BrewCoffee', '{}', 'UnknownOperationException', /does not have the operation ecr:BrewCoffee/],
    ['ListImages', '{}', 'InvalidParameterException', /'repositoryName'.*must not be null/],
    ['ListImages', '{"repositoryName":null}', 'InvalidParameterException', /'repositoryName'/],
  ])('refuses %s %s with %s', async (operation, body, name, message) => {
    const { aws } = await startTestAws();
    const { status, answer, headers } = await raw(aws.endpoint, operation, body);
    expect(status).toBe(400);
    expect(answer).toEqual({ __type: name, message: expect.stringMatching(message) });
    expect(headers.get('x-amzn-requestid')).toBeTruthy();
  });

  test('refuses a call without a signature, and one for another service', async () => {
    const { aws } = await startTestAws();
    const unsigned = await raw(aws.endpoint, 'DescribeRepositories', '{}', {});
    expect(unsigned.answer).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
    const iam = { 'x-amz-target': '', authorization: signed.authorization.replace('ecr', 'iam') };
    const other = await raw(aws.endpoint, '', '{}', iam);
    expect(other.answer).toMatchObject({ __type: 'UnknownOperationException' });
  });

  test.each(['ireland', 'eu-west', 'EU-WEST-1'])(
    'refuses a client of the region %s',
    async (region) => {
      const { aws } = await startTestAws();
      const ecr = new ECRClient({ ...clientConfig(aws), region });
      const refused = await refusal(ecr.send(new DescribeRepositoriesCommand({})));
      expect(refused.name).toBe('InvalidSignatureException');
      expect(refused.message).toContain(`not '${region}'`);
      expect(refused.message).toContain('such as eu-west-1');
    },
  );

  test('takes the largest manifest and no larger one', async () => {
    const { ecr } = await startTestAws();
    await createRepository(ecr);
    const padding = 4_194_304 - manifest('a', { annotations: { padding: '' } }).length;
    const padded = (length: number) =>
      manifest('a', { annotations: { padding: '"'.repeat(length) } });
    await put(ecr, manifest('a', { annotations: { padding: 'x'.repeat(padding) } }), 'large');
    const refused = await refusal(put(ecr, padded(padding), 'too-large'));
    expect(refused.name).toBe('InvalidParameterException');
  });

  test('ends a request that is far too large', async () => {
    const { aws } = await startTestAws();
    const { status, answer } = await raw(aws.endpoint, 'PutImage', 'x'.repeat(29 * 1024 * 1024));
    expect(status).toBe(413);
    expect(answer).toMatchObject({ __type: 'RequestEntityTooLargeException' });
  });
});

test('STS returns the caller, in its own XML', async () => {
  const { aws } = await startTestAws();
  const ask = async (Action: string) => {
    const response = await fetch(aws.endpoint, {
      method: 'POST',
      headers: { authorization: signed.authorization.replace('ecr', 'sts') },
      body: new URLSearchParams({ Action, Version: '2011-06-15' }),
    });
    return { status: response.status, text: await response.text() };
  };
  const identity = await ask('GetCallerIdentity');
  expect(identity.text).toContain('<Account>123456789012</Account>');
  expect(identity.text).toContain('assumed-role/LocalAdmin/test</Arn>');
  const unknown = await ask('GetSessionToken');
  expect(unknown).toMatchObject({ status: 400, text: expect.stringContaining('InvalidAction') });
});

describe('a local AWS', () => {
  test('shows every exchange until stopped', async () => {
    const { aws, ecr } = await startTestAws();
    const seen: Exchange[] = [];
    const stop = aws.onExchange((exchange) => seen.push(exchange));
    await createRepository(ecr);
    await refusal(createRepository(ecr));
    stop();
    await ecr.send(new DescribeRepositoriesCommand({}));
    expect(seen).toEqual([
      {
        service: 'ecr',
        operation: 'CreateRepository',
        principalArn: 'arn:aws:sts::123456789012:assumed-role/LocalAdmin/test',
        input: { repositoryName },
        output: { repository: expect.objectContaining({ createdAt: expect.any(Number) }) },
        durationMs: expect.any(Number),
      },
      expect.objectContaining({
        error: expect.objectContaining({ name: 'RepositoryAlreadyExistsException', status: 400 }),
      }),
    ]);
  });

  test('says which port is in use', async () => {
    const { aws } = await startTestAws();
    await expect(startLocalAws({ port: aws.port })).rejects.toThrow(
      `Port ${aws.port} on 127.0.0.1 is in use`,
    );
  });

  test('says that a low port needs an administrator', async () => {
    vi.spyOn(Server.prototype, 'listen').mockImplementationOnce(function (this: Server) {
      const error = Object.assign(new Error('listen EACCES'), { code: 'EACCES' });
      process.nextTick(() => this.emit('error', error));
      return this;
    });
    await expect(startLocalAws({ port: 80 })).rejects.toThrow(
      'Port 80 on 127.0.0.1 is only for the administrator of this machine: take one from 1024 on',
    );
  });

  test('closes with kept-alive connections and held back calls, and frees its port', async () => {
    const aws = await startLocalAws({
      faults: [{ latencyMs: 60_000, operations: ['ecr:ListImages'] }],
    });
    const ecr = new ECRClient(clientConfig(aws));
    await ecr.send(new DescribeRepositoriesCommand({}));
    const held = raw(aws.endpoint, 'ListImages', '{}').catch((error: Error) => error.name);
    await raw(aws.endpoint, 'DescribeRepositories', '{}');
    await Promise.all([aws.close(), aws.close()]);
    expect(await held).toBe('TypeError');
    const again = await startLocalAws({ port: aws.port });
    await again.close();
    ecr.destroy();
  });
});
