import { BatchDeleteImageCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { observeAndPlanWarming } from '../../../../shared/cache/warm/observe.ts';
import { type WarmOptions, type WarmResult, warm } from '../../../../shared/cache/warm/run.ts';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { sha } from '../../../local/distribution/client.ts';
import { cached, cachedName, createClock } from '../../../local/pull-through/cache.ts';
import { pushPlatforms, startWarmable, wanting } from '../../../support/warm.ts';

type Started = Awaited<ReturnType<typeof startWarmable>>;

/** Plans and runs, with pauses that take no time. @returns results in short, and the pauses in ms */
async function warmUp({ cache, upstream }: Started, yml: string, options: WarmOptions = {}) {
  const pauses: number[] = [];
  const { pullThroughCache } = parseRegistryConfig(yml);
  const addressOf = () => new URL(upstream.aws.endpoint);
  const { timeLeft } = options;
  const scope = { addressOf, ...(timeLeft && { timeLeft }) };
  const plan = await observeAndPlanWarming(cache.ecr, pullThroughCache, scope);
  const pause = async (ms: number) => void pauses.push(ms);
  const results = await warm(cache.ecr, plan, { pause, ...options });
  return { results, outcomes: results.map(inShort), pauses };
}

function inShort(result: WarmResult): string {
  const why = 'failure' in result ? ` ${result.failure.code}` : '';
  const reason = 'reason' in result ? ` ${result.reason}` : '';
  return `${result.tag} ${result.outcome}${why}${reason}`;
}

test('a run is stopped by a pause before its next image', async () => {
  const started = await startWarmable(['1.0.0', '1.1.0', '1.2.0']);
  let images = 0;
  const isPaused = async () => {
    images += 1;
    return images > 1;
  };
  const yml = wanting("tags: ['1.0.0', '1.1.0', '1.2.0']");
  const { outcomes } = await warmUp(started, yml, { isPaused });
  expect(outcomes).toEqual(['1.0.0 warmed', '1.1.0 skipped paused', '1.2.0 skipped paused']);
});

describe('what was warmed', () => {
  test('is served with the upstream gone: index, images and layers', async () => {
    const started = await startWarmable(['1.0.0']);
    const { cache, upstream, pushed } = started;
    const { outcomes } = await warmUp(started, wanting("tags: ['1.0.0']"));
    expect(outcomes).toEqual(['1.0.0 warmed']);
    await upstream.aws.close();
    const { index, children } = pushed.get('1.0.0') ?? { index: '', children: [] };
    const get = async (path: string) => (await cache.send('GET', `${cached}/${path}`)).text();
    expect(await get('manifests/1.0.0')).toBe(index);
    for (const child of children) {
      expect(await get(`manifests/${sha(child)}`)).toBe(child);
      const { layers } = JSON.parse(child) as { layers: { digest: string }[] };
      expect(sha(await get(`blobs/${layers[0]?.digest}`))).toBe(layers[0]?.digest);
    }
  });

  test('is warm in the next run, which asks nothing of the upstream', async () => {
    const started = await startWarmable(['1.0.0', '1.1.0']);
    const yml = wanting("tags: ['1.0.0', '1.1.0'], platforms: [linux/amd64, linux/arm64]");
    expect((await warmUp(started, yml)).outcomes).toEqual(['1.0.0 warmed', '1.1.0 warmed']);
    const before = started.asked.length;
    expect((await warmUp(started, yml)).outcomes).toEqual(['1.0.0 warm', '1.1.0 warm']);
    expect(started.asked.slice(before)).toEqual([]);
  });

  test('is brought up to date when the upstream has a newer one after 24 hours', async () => {
    const clock = createClock();
    const started = await startWarmable(['stable'], { now: clock.now });
    const yml = wanting('tags: [stable]');
    await warmUp(started, yml);
    const { index } = await pushPlatforms(started.upstream.send, 'stable', ['linux/arm64']);
    expect((await warmUp(started, yml)).outcomes).toEqual(['stable warm']);
    clock.wait(24);
    const { results } = await warmUp(started, yml);
    expect(results).toMatchObject([{ outcome: 'warmed', digest: sha(index) }]);
  });
});

describe('a range', () => {
  const tags = ['1.27.5', '1.28.0', '1.28.1', '1.28', '1.28.2-alpine', 'latest', 'v1.29.0'];

  test.each([
    ["'~1.28'", ['1.28.1 warmed']],
    ["'~1.28', '1.x'", ['1.28.1 warmed', 'v1.29.0 warmed']],
    ["'^1', latest", ['latest warmed', 'v1.29.0 warmed']],
    ["'>=1.27 <1.28', '1.27.5'", ['1.27.5 warmed']],
    ["'^7'", ['^7 failed NothingInRange']],
  ])('%s comes to %j', async (range, expected) => {
    const started = await startWarmable(tags);
    expect((await warmUp(started, wanting(`tags: [${range}]`))).outcomes).toEqual(expected);
  });

  test('comes to as many of its highest versions as are wanted', async () => {
    const started = await startWarmable(['2.0.0', '2.1.0', '2.2.0']);
    const { outcomes } = await warmUp(started, wanting("tags: ['^2'], newest: 2"));
    expect(outcomes).toEqual(['2.2.0 warmed', '2.1.0 warmed']);
  });

  test('that the upstream does not list fails, and plain tags go on', async () => {
    const started = await startWarmable(['1.0.0']);
    const operations = ['ecr:ListImages'];
    started.upstream.aws.faults.set([{ operations, error: 'AccessDeniedException', status: 403 }]);
    const { results, outcomes } = await warmUp(started, wanting("tags: ['~1.0', '1.0.0']"));
    expect(outcomes).toEqual(['1.0.0 warmed', '~1.0 failed TagsNotListed']);
    expect(results[1]).toMatchObject({
      failure: { remedy: 'list the tags themselves instead of the range' },
    });
  });
});

describe('an upstream', () => {
  test('that has had enough is given pauses, and is asked again', async () => {
    const started = await startWarmable(['1', '2']);
    started.upstream.aws.faults.set([{ error: 'ThrottlingException', times: 2 }]);
    const { outcomes, pauses } = await warmUp(started, wanting("tags: ['1', '2']"));
    expect(outcomes).toEqual(['1 warmed', '2 warmed']);
    expect(pauses).toEqual([10_000, 20_000]);
  });

  test('that goes on having enough is left alone for this run', async () => {
    const started = await startWarmable(['1', '2', '3']);
    started.upstream.aws.faults.set([{ error: 'ThrottlingException' }]);
    const { outcomes, pauses } = await warmUp(started, wanting("tags: ['1', '2', '3']"));
    expect(outcomes).toEqual([
      '1 failed UpstreamTooManyRequests',
      '2 skipped rate limit',
      '3 skipped rate limit',
    ]);
    expect(pauses).toEqual([10_000, 20_000, 40_000]);
  });

  test('that fails once is asked once more, as first pulls may fail', async () => {
    const started = await startWarmable(['1']);
    started.upstream.aws.faults.set([{ error: 'ServerException', times: 1 }]);
    expect((await warmUp(started, wanting("tags: ['1']"))).outcomes).toEqual(['1 warmed']);
  });

  test('that is down fails what is not cached, and what is cached stays warm', async () => {
    const started = await startWarmable(['1', '2']);
    await warmUp(started, wanting("tags: ['1']"));
    await started.upstream.aws.close();
    const { results, outcomes } = await warmUp(started, wanting("tags: ['1', '2']"));
    expect(outcomes).toEqual(['1 warm', '2 failed UpstreamUnavailable']);
    expect(results[1]).toMatchObject({ failure: { cause: 'the upstream does not answer' } });
  });
});

describe('a failure is told with its remedy:', () => {
  test.each([
    ["tags: ['9']", '9 failed ImageNotFound', /check its path and tag upstream/],
    [
      "tags: ['1'], platforms: [linux/amd64, windows/amd64]",
      '1 failed PlatformMissing',
      /remove the platform from registry.yml/,
    ],
  ])('%s', async (entry, outcome, remedy) => {
    const started = await startWarmable(['1']);
    const { results, outcomes } = await warmUp(started, wanting(entry));
    expect(outcomes).toEqual([outcome]);
    expect(results).toMatchObject([{ failure: { remedy: expect.stringMatching(remedy) } }]);
  });

  test('an upstream that refuses', async () => {
    const started = await startWarmable(['1']);
    started.upstream.aws.faults.set([{ error: 'AccessDeniedException', status: 403 }]);
    const { outcomes } = await warmUp(started, wanting("tags: ['1']"));
    expect(outcomes).toEqual(['1 failed UpstreamAccessDenied']);
  });

  test('a permission that is missing', async () => {
    const permissions = { createRepository: false };
    const started = await startWarmable(['1'], { pullThrough: { permissions } });
    const { results } = await warmUp(started, wanting("tags: ['1']"));
    expect(results).toMatchObject([
      { failure: { code: 'RepositoryNotFound', remedy: expect.stringContaining('CreateRepo') } },
    ]);
  });

  test('an image that is lost though its index is cached: it does not come back by its digest', async () => {
    const started = await startWarmable(['1']);
    const yml = wanting("tags: ['1']");
    await warmUp(started, yml);
    const get = { operations: ['ecr:BatchGetImage'], error: 'x', message: 'x', status: 404 };
    started.cache.aws.faults.set([{ ...get, after: 2 }]);
    const { results, pauses } = await warmUp(started, yml);
    expect(results).toMatchObject([{ outcome: 'failed', failure: { code: 'ChildMissing' } }]);
    expect(pauses).toEqual([5_000, 5_000]);
  });
});

describe('a run is bounded', () => {
  test('by the budget: what is over waits for the next run, what is cached is free', async () => {
    const started = await startWarmable(['1', '2', '3']);
    const yml = wanting("tags: ['1', '2', '3']", 'warmBudget: 2');
    const { outcomes } = await warmUp(started, yml);
    expect(outcomes).toEqual(['1 warmed', '2 warmed', '3 skipped budget']);
    expect((await warmUp(started, yml)).outcomes).toEqual(['1 warm', '2 warm', '3 warmed']);
  });

  test('by its time: it stops early enough to report', async () => {
    const started = await startWarmable(['1', '2', '3']);
    let left = 200_000;
    const onResult = () => {
      left -= 100_000;
    };
    const options = { timeLeft: () => left, onResult };
    const { outcomes } = await warmUp(started, wanting("tags: ['1', '2', '3']"), options);
    expect(outcomes).toEqual(['1 warmed', '2 warmed', '3 skipped time']);
  });

  test('by the budget: no more lists of tags are asked for than images', async () => {
    const started = await startWarmable(['1.0.0']);
    const yml = wanting("tags: ['~1.0']", 'warmBudget: 1').concat(
      "        - {image: team-a/other, tags: ['~1.0']}\n",
    );
    const { outcomes } = await warmUp(started, yml);
    expect(outcomes).toEqual([expect.stringMatching(/^1\.0\.0 /), '~1.0 skipped budget']);
  });

  test('by its time: what the upstream answers at its end counts', async () => {
    const started = await startWarmable(['1']);
    let left = 200_000;
    const isPaused = async () => {
      left = 70_000;
      return false;
    };
    const { outcomes } = await warmUp(started, wanting("tags: ['9']"), {
      ...{ isPaused, timeLeft: () => left },
    });
    expect(outcomes).toEqual(['9 failed ImageNotFound']);
  });

  test('by its time: no list of tags is asked for, no pause begun', async () => {
    const started = await startWarmable(['1']);
    started.upstream.aws.faults.set([{ error: 'ThrottlingException' }]);
    const options = { timeLeft: () => 80_000 };
    const { outcomes, pauses } = await warmUp(started, wanting("tags: ['1']"), options);
    expect([outcomes, pauses]).toEqual([['1 failed UpstreamTooManyRequests'], []]);
    const late = { timeLeft: () => 70_000 };
    const { outcomes: none } = await warmUp(started, wanting("tags: ['1', '~1.0']"), late);
    expect(none).toEqual(['1 skipped time', '~1.0 skipped time']);
  });
});

test('a tag that is deleted from the cache is imported anew', async () => {
  const started = await startWarmable(['1']);
  const yml = wanting("tags: ['1']");
  await warmUp(started, yml);
  const imageIds = [{ imageTag: '1' }];
  const input = { repositoryName: cachedName, imageIds };
  await started.cache.ecr.send(new BatchDeleteImageCommand(input));
  expect((await warmUp(started, yml)).outcomes).toEqual(['1 warmed']);
});
