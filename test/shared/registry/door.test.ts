import { ECRClient } from '@aws-sdk/client-ecr';
import { HttpResponse } from '@smithy/core/protocols';
import { expect, test } from 'vitest';
import { openDoor, request } from '../../../shared/registry/manifests/v2.ts';
import { startTestAws } from '../../local/start.ts';
import { ecrAnswering } from '../../support/ecr-answering.ts';

/** An ECR that gives out a token for this address. */
function ecrAt(proxyEndpoint: string, region: string, useDualstackEndpoint: boolean): ECRClient {
  const authorizationData = [{ authorizationToken: 'QVdTOng=', proxyEndpoint }];
  const body = Buffer.from(JSON.stringify({ authorizationData }));
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const requestHandler = {
    handle: async () => ({ response: new HttpResponse({ statusCode: 200, body }) }),
  };
  return new ECRClient({ region, credentials, useDualstackEndpoint, requestHandler });
}

const own = 'https://123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn';
const both = 'https://123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn';
const local = 'http://127.0.0.1:4566';

test.each([
  ['as ECR names it', own, false, undefined, own],
  ['by dual-stack where the client asks for that', own, true, undefined, both],
  ['as it is named', own, true, own.slice('https://'.length), own],
  ['where an embedded AWS is', local, true, 'elsewhere.example', local],
])('the registry is reached %s', async (_, endpoint, dualStack, host, origin) => {
  const door = await openDoor(ecrAt(endpoint, 'cn-north-1', dualStack), host);
  expect(door.origin).toBe(origin);
});

test.each([undefined, [], [{ proxyEndpoint: own }], [{ authorizationToken: 'QVdTOng=' }]])(
  'without a token or an address there is no way in: %j',
  async (authorizationData) => {
    const ecr = ecrAnswering({ GetAuthorizationToken: () => ({ authorizationData }) });
    await expect(openDoor(ecr)).rejects.toMatchObject({ name: 'NoTokenError' });
  },
);

test('a request says what it takes, if anything, and follows no redirect', async () => {
  const { aws } = await startTestAws();
  const asked: object[] = [];
  aws.mount('/v2/', ({ method, headers }, response) => {
    const { authorization, accept } = headers;
    asked.push({ method, authorization, accept });
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  const door = { origin: aws.endpoint, token: 'secret' };
  expect((await request(door, '/v2/')).status).toBe(307);
  await request(door, '/v2/a/b', { method: 'HEAD', accept: ['a/b', 'c/d'] });
  const authorization = 'Basic secret';
  expect(asked).toEqual([
    { method: 'GET', authorization, accept: '*/*' },
    { method: 'HEAD', authorization, accept: 'a/b,c/d' },
  ]);
});

test('where nobody answers it says so, and that it is no matter of trust', async () => {
  const door = { origin: 'http://127.0.0.1:1', token: 'secret' };
  await expect(request(door, '/v2/')).rejects.toMatchObject({
    ...{ name: 'RegistryUnreachableError', isTrust: false },
    message: expect.stringMatching(`^${door.origin}`),
  });
});
