import { BatchGetImageCommand, DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { base, pushImage, sha } from '../distribution/client.ts';
import { cached, cachedName, pushIndex, startCache, startUpstream } from './cache.ts';

describe('a first pull', () => {
  test('imports index, children and layers, and serves them with the upstream gone', async () => {
    const upstream = await startUpstream();
    const { index, children } = await pushIndex(upstream.send, '1.0.0');
    const { send, ecr } = await startCache(upstream.aws.endpoint);
    const pulled = await send('GET', `${cached}/manifests/1.0.0`);
    expect([pulled.status, await pulled.text()]).toEqual([200, index]);
    await upstream.aws.close();
    for (const child of children) {
      const got = await send('GET', `${cached}/manifests/${sha(child)}`);
      expect(await got.text()).toBe(child);
    }
    const layer = await send('GET', `${cached}/blobs/${sha('layer arm64')}`);
    expect(await layer.text()).toBe('layer arm64');
    const described = await ecr.send(new DescribeRepositoriesCommand({}));
    expect(described.repositories).toMatchObject([
      { repositoryName: cachedName, imageTagMutability: 'MUTABLE' },
    ]);
  });

  test('sends the cache action, CreateRepository and an event per image', async () => {
    const upstream = await startUpstream();
    const { index } = await pushIndex(upstream.send, '1.0.0');
    const { send, cacheEvents, detailsOf } = await startCache(upstream.aws.endpoint);
    await send('HEAD', `${cached}/manifests/1.0.0`);
    expect(cacheEvents()).toMatchObject([
      {
        resources: [`arn:aws:ecr:eu-west-1:123456789012:repository/${cachedName}`],
        detail: {
          'rule-version': '1',
          'sync-status': 'SUCCESS',
          'ecr-repository-prefix': 'quay',
          'repository-name': cachedName,
          'upstream-registry-url': 'quay.io',
          'image-tag': '1.0.0',
          'image-digest': sha(index),
        },
      },
    ]);
    expect(detailsOf('AWS API Call via CloudTrail').at(-1)).toMatchObject({
      eventName: 'CreateRepository',
      userIdentity: { accessKeyId: 'test', invokedBy: 'ecr.amazonaws.com' },
      requestParameters: { repositoryName: cachedName },
      responseElements: { repository: { repositoryName: cachedName } },
    });
    expect(detailsOf('ECR Image Action')).toHaveLength(3);
  });

  test('can leave out the events per image', async () => {
    const upstream = await startUpstream();
    await pushImage(upstream.send, 'a', '1.0.0');
    const { send, cacheEvents, detailsOf } = await startCache(upstream.aws.endpoint, {
      pullThrough: { imageEvents: false },
    });
    await send('HEAD', `${cached}/manifests/1.0.0`);
    expect([cacheEvents().length, detailsOf('ECR Image Action').length]).toEqual([1, 0]);
  });

  test('works through BatchGetImage', async () => {
    const upstream = await startUpstream();
    const manifest = await pushImage(upstream.send, 'a', '1.0.0');
    const { ecr } = await startCache(upstream.aws.endpoint);
    const imageIds = [{ imageTag: '1.0.0' }, { imageTag: 'nope' }];
    const input = { repositoryName: cachedName, imageIds };
    const { images, failures } = await ecr.send(new BatchGetImageCommand(input));
    expect(images?.map((image) => image.imageManifest)).toEqual([manifest]);
    expect(failures).toMatchObject([{ failureCode: 'ImageNotFound' }]);
  });

  test('shares one import among concurrent pulls', async () => {
    const upstream = await startUpstream();
    await pushImage(upstream.send, 'a', '1.0.0');
    const { send, cacheEvents } = await startCache(upstream.aws.endpoint);
    const asked: unknown[] = [];
    upstream.aws.onExchange((exchange) => asked.push(exchange.operation));
    const pull = () => send('GET', `${cached}/manifests/1.0.0`);
    const pulls = await Promise.all(Array.from({ length: 8 }, pull));
    expect(pulls.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(asked.filter((operation) => operation === 'BatchGetImage')).toHaveLength(1);
    expect(cacheEvents()).toHaveLength(1);
  });

  test.each([
    [false, 404],
    [true, 200],
  ])('by digest works when it is switched on: %s', async (firstPullByDigest, status) => {
    const upstream = await startUpstream();
    const manifest = await pushImage(upstream.send, 'a', '1.0.0');
    const options = { pullThrough: { firstPullByDigest } };
    const { send } = await startCache(upstream.aws.endpoint, options);
    const pulled = await send('GET', `${cached}/manifests/${sha(manifest)}`);
    expect(pulled.status).toBe(status);
  });

  test.each([
    [{ ecrRepositoryPrefix: 'ROOT' }, '/v2/team-a/web-app'],
    [{ ecrRepositoryPrefix: 'my-app', upstreamRepositoryPrefix: 'team-a' }, '/v2/my-app/web-app'],
    [{ ecrRepositoryPrefix: 'team-a', upstreamRepositoryPrefix: 'team-a' }, base],
    [{ ecrRepositoryPrefix: 'quay/deep' }, '/v2/quay/deep/team-a/web-app'],
  ])('with the rule %j finds what is %s', async (rule, path) => {
    const upstream = await startUpstream();
    await pushImage(upstream.send, 'a', '1.0.0');
    const { send, addRule } = await startCache(upstream.aws.endpoint);
    await addRule(rule);
    expect((await send('GET', `${path}/manifests/1.0.0`)).status).toBe(200);
  });
});
