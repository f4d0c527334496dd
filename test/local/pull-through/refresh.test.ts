import { PutImageTagMutabilityCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { login, pushImage, sha } from '../distribution/client.ts';
import { cached, cachedName, createClock, startCache, startUpstream } from './cache.ts';

/** A cache that holds `latest` of an upstream which has a newer one by now. */
async function startStale() {
  const clock = createClock();
  const upstream = await startUpstream();
  const old = await pushImage(upstream.send, 'old', 'latest');
  const cache = await startCache(upstream.aws.endpoint, { now: clock.now });
  await cache.send('GET', `${cached}/manifests/latest`);
  const young = await pushImage(upstream.send, 'young', 'latest');
  const pull = async () => {
    // Tokens are valid for 12 hours only.
    const send = await login(cache);
    return (await send('GET', `${cached}/manifests/latest`)).text();
  };
  return { clock, upstream, cache, old, young, pull };
}

describe('a later pull', () => {
  test('is served from the cache for 24 hours, and then refreshed', async () => {
    const { clock, cache, old, young, pull } = await startStale();
    clock.wait(23.9);
    expect(await pull()).toBe(old);
    expect(cache.cacheEvents()).toHaveLength(1);
    clock.wait(0.1);
    expect(await pull()).toBe(young);
    expect(cache.cacheEvents().at(-1)?.detail).toMatchObject({
      'sync-status': 'SUCCESS',
      'image-digest': sha(young),
    });
  });

  test('that finds nothing new sends no event, and starts another 24 hours', async () => {
    const { clock, cache, upstream, young, pull } = await startStale();
    clock.wait(24);
    await pull();
    clock.wait(24);
    await pull();
    expect(cache.cacheEvents()).toHaveLength(2);
    await pushImage(upstream.send, 'newest', 'latest');
    clock.wait(23);
    expect(await pull()).toBe(young);
  });

  test('serves the old image silently while the upstream is down', async () => {
    const { clock, cache, upstream, old, pull } = await startStale();
    await upstream.aws.close();
    clock.wait(24);
    expect(await pull()).toBe(old);
    expect(cache.cacheEvents()).toHaveLength(1);
  });

  test('serves the old image when its tag cannot move', async () => {
    const { clock, cache, old, pull } = await startStale();
    const imageTagMutability = 'IMMUTABLE';
    const setting = { repositoryName: cachedName, imageTagMutability } as const;
    await cache.ecr.send(new PutImageTagMutabilityCommand(setting));
    clock.wait(24);
    expect(await pull()).toBe(old);
  });
});
