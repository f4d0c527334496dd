import { ECRClient } from '@aws-sdk/client-ecr';
import { HttpResponse } from '@smithy/core/protocols';
import { expect, test } from 'vitest';
import { openDoor } from '../../../shared/registry/manifests/v2.ts';

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
