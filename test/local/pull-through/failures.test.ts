import { BatchGetImageCommand, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { startLocalAws } from '../../../local/aws.ts';
import { pushImage, refusalOf } from '../distribution/client.ts';
import { cached, cachedName, startCache, startUpstream } from './cache.ts';

const hub = {
  ecrRepositoryPrefix: 'docker-hub',
  upstreamRegistryUrl: 'registry-1.docker.io',
};

/** An upstream that asks for a login, and a cache whose Docker Hub rule has the given secret. */
async function startWithLogin(accessToken?: string) {
  const upstream = await startUpstream({ auth: true });
  await pushImage(upstream.send, 'a', '1.0.0');
  const { authorizationData } = await upstream.ecr.send(new GetAuthorizationTokenCommand({}));
  const token = Buffer.from(authorizationData?.[0]?.authorizationToken ?? '', 'base64').toString();
  const cache = await startCache('http://127.0.0.1:9', {
    upstreams: { 'docker-hub': upstream.aws.endpoint },
  });
  const secret = { username: 'AWS', accessToken: accessToken ?? token.slice('AWS:'.length) };
  await cache.addRule({ ...hub, credentialArn: await cache.addSecret(secret) });
  return { upstream, ...cache };
}

const pull = '/v2/docker-hub/team-a/web-app/manifests/1.0.0';

const accessDenied =
  'The authentication to the upstream registry failed. Verify that the credentials in the AWS Secrets Manager secret are valid and try again.';

describe('a pull through', () => {
  test('logs in with the secret of its rule', async () => {
    const { send } = await startWithLogin();
    expect((await send('GET', pull)).status).toBe(200);
  });

  test('with a wrong credential is denied, sends an event and creates no repository', async () => {
    const { send, aws, cacheEvents } = await startWithLogin('xyzzy');
    expect(await refusalOf(send('GET', pull))).toEqual({
      status: 403,
      code: 'DENIED',
      message: accessDenied,
    });
    expect(cacheEvents()[0]?.detail).toEqual({
      'rule-version': '1',
      'sync-status': 'FAILED',
      'ecr-repository-prefix': 'docker-hub',
      'repository-name': 'docker-hub/team-a/web-app',
      'upstream-registry-url': 'registry-1.docker.io',
      'image-tag': '1.0.0',
      'failure-code': 'UpstreamAccessDenied',
      'failure-reason': accessDenied,
    });
    expect(JSON.stringify(cacheEvents())).not.toContain('xyzzy');
    expect(aws.snapshot().repositories).toEqual([]);
  });

  test('of an official image without library/ is denied', async () => {
    const { send } = await startWithLogin();
    const refused = await refusalOf(send('GET', '/v2/docker-hub/redis/manifests/8'));
    expect(refused).toMatchObject({ status: 403, code: 'DENIED' });
  });

  test.each([
    ['ThrottlingException', 429, 'TOOMANYREQUESTS', 'UpstreamTooManyRequests'],
    ['ServerException', 503, 'UNAVAILABLE', 'UpstreamUnavailable'],
    ['AccessDeniedException', 403, 'DENIED', 'UpstreamAccessDenied'],
  ])('whose upstream answers %s answers %i %s', async (error, status, code, failureCode) => {
    const upstream = await startUpstream();
    upstream.aws.faults.set([{ error }]);
    const { send, ecr, cacheEvents } = await startCache(upstream.aws.endpoint);
    const refused = await refusalOf(send('GET', `${cached}/manifests/1.0.0`));
    expect(refused).toMatchObject({ status, code });
    expect(cacheEvents()[0]?.detail).toMatchObject({ 'failure-code': failureCode });
    const imageIds = [{ imageTag: '1.0.0' }];
    const input = { repositoryName: cachedName, imageIds };
    const { failures } = await ecr.send(new BatchGetImageCommand(input));
    expect(failures).toMatchObject([{ failureCode }]);
  });

  test('whose upstream is down sends an event with UpstreamUnavailable', async () => {
    const upstream = await startUpstream();
    await upstream.aws.close();
    const { send } = await startCache(upstream.aws.endpoint);
    const refused = await refusalOf(send('GET', `${cached}/manifests/1.0.0`));
    expect(refused).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
  });

  test('whose upstream loses a layer leaves nothing half imported', async () => {
    const upstream = await startUpstream();
    await pushImage(upstream.send, 'a', '1.0.0');
    const operations = ['ecr:GetDownloadUrlForLayer'];
    upstream.aws.faults.set([{ operations, error: 'ServerException', after: 1 }]);
    const { send, aws } = await startCache(upstream.aws.endpoint);
    expect((await send('GET', `${cached}/manifests/1.0.0`)).status).toBe(503);
    expect(aws.snapshot()).toMatchObject({ repositories: [], imageDetails: [] });
    upstream.aws.faults.clear();
    expect((await send('GET', `${cached}/manifests/1.0.0`)).status).toBe(200);
  });

  test.each([
    ['createRepository', 'NAME_UNKNOWN'],
    ['batchImportUpstreamImage', 'NAME_UNKNOWN'],
  ])('without the permission %s looks like %s', async (permission, code) => {
    const upstream = await startUpstream();
    await pushImage(upstream.send, 'a', '1.0.0');
    const { send, cacheEvents } = await startCache(upstream.aws.endpoint, {
      pullThrough: { permissions: { [permission]: false } },
    });
    expect(await refusalOf(send('GET', `${cached}/manifests/1.0.0`))).toEqual({
      status: 404,
      code,
      message: `The repository with name '${cachedName}' does not exist in the registry with id '123456789012'`,
    });
    expect(cacheEvents()).toEqual([]);
  });

  test('of what the upstream does not have answers manifest unknown', async () => {
    const upstream = await startUpstream();
    const { send, cacheEvents } = await startCache(upstream.aws.endpoint);
    expect(await refusalOf(send('GET', `${cached}/manifests/nope`))).toEqual({
      status: 404,
      code: 'MANIFEST_UNKNOWN',
      message: 'Requested image not found',
    });
    expect(cacheEvents()[0]?.detail).toMatchObject({ 'failure-code': 'ImageNotFound' });
  });

  test('gets a token of its own for another ECR', async () => {
    const upstream = await startUpstream({ auth: true, region: 'us-east-1' });
    await pushImage(upstream.send, 'a', '1.0.0');
    const { send, addRule } = await startCache('http://127.0.0.1:9', {
      upstreams: { ecr: upstream.aws.endpoint },
    });
    const upstreamRegistryUrl = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
    await addRule({ ecrRepositoryPrefix: 'far', upstreamRegistryUrl });
    const pulled = await send('GET', '/v2/far/team-a/web-app/manifests/1.0.0');
    expect(pulled.status).toBe(200);
  });

  test.each([
    [{ 'docker-hub': 'https://registry-1.docker.io' }, 'must be a registry on this machine'],
    [{ quay: 'http://127.0.0.1.example.com' }, 'must be a registry on this machine'],
    [{ quay: 'file:///etc' }, 'must be a registry on this machine'],
    [{ dockerhub: 'http://127.0.0.1:5001' }, 'There is no upstream dockerhub'],
  ])('never leaves this machine: %j', async (upstreams, message) => {
    await expect(startLocalAws({ upstreams })).rejects.toThrow(message);
  });
});
