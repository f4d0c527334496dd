import {
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  type ECRClientConfig,
  GetRegistryPolicyCommand,
  PutImageCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Fault } from '../../local/aws.ts';
import { takeInventory } from '../../shared/inventory/take.ts';
import { paced, type Rates } from '../../shared/registry/paced.ts';
import { clientDefaults } from '../../shared/runtime/clients.ts';
import { startTestAws } from '../local/start.ts';
import { retryAtOnce } from '../support/retries.ts';

const synthetic = { repositories: 50, imagesPerRepository: 3 };

describe('a paced client', () => {
  test('finds a limit that it is not told, and most calls go through at once', async () => {
    const { ecr, counts } = await start([{ requestsPerSecond: 250, burst: 25 }]);
    await inParallel(32, 200, () => ecr.send(new DescribeRepositoriesCommand({})));
    expect(counts.calls - counts.throttled).toBe(200);
    expect(counts.throttled / counts.calls).toBeLessThan(0.2);
  });

  test('reads the same inventory where 30 % of the calls are throttled', async () => {
    const { aws, ecr, counts } = await start([]);
    const calm = await takeInventory(ecr);
    expect(counts).toEqual({ calls: 52, throttled: 0 });
    retryAtOnce();
    aws.faults.set([{ error: 'ThrottlingException', probability: 0.3, seed: 7 }]);
    expect(await takeInventory(ecr)).toEqual(calm);
    expect(counts.throttled).toBeGreaterThan(10);
  });

  test('paces all its calls together, whatever they ask for', async () => {
    const { ecr, underWay } = await start([{ latencyMs: 30 }]);
    const calls = Array.from({ length: 10 }, () => [
      ecr.send(new DescribeRepositoriesCommand({})),
      ecr.send(new GetRegistryPolicyCommand({})).catch(() => undefined),
    ]);
    await Promise.all(calls.flat());
    // 8 at first, and each 8 answers let one more go: never all 20.
    expect(underWay.most).toBeGreaterThanOrEqual(8);
    expect(underWay.most).toBeLessThanOrEqual(10);
  });

  test('keeps to the rate that is set, and PutImage to its own', async () => {
    const { ecr, startedAt } = await start([], {}, { maxCallsPerSecond: 2 });
    const began = performance.now();
    const reads = Array.from({ length: 3 }, () => ecr.send(new DescribeRepositoriesCommand({})));
    const put = new PutImageCommand({ repositoryName: 'a/web', imageManifest: 'none' });
    const puts = Array.from({ length: 2 }, () => ecr.send(put).catch(({ name }) => name));
    await Promise.all([...reads, ...puts]);
    const [read, write] = ['DescribeRepositoriesCommand', 'PutImageCommand'];
    // The third read waits for its second; what has a rate of its own does not wait behind it.
    expect(startedAt.map(({ command }) => command)).toEqual([read, read, write, write, read]);
    expect(Number(startedAt[4]?.at) - began).toBeGreaterThanOrEqual(1000);
  });

  test('keeps PutImage to the rate that is set for it alone', async () => {
    const { ecr, startedAt } = await start([], {}, { maxPutImagesPerSecond: 2 });
    const began = performance.now();
    const put = new PutImageCommand({ repositoryName: 'a/web', imageManifest: 'none' });
    const puts = Array.from({ length: 3 }, () => ecr.send(put).catch(({ name }) => name));
    await Promise.all([...puts, ecr.send(new DescribeRepositoriesCommand({}))]);
    expect(startedAt.map(({ command }) => command)).toEqual([
      ...['PutImageCommand', 'PutImageCommand', 'DescribeRepositoriesCommand', 'PutImageCommand'],
    ]);
    expect(Number(startedAt[3]?.at) - began).toBeGreaterThanOrEqual(1000);
  });

  test('reads on while PutImage is throttled', async () => {
    const throttled = { error: 'ThrottlingException', operations: ['ecr:PutImage'], times: 4 };
    const { ecr, underWay } = await start([throttled as Fault]);
    retryAtOnce();
    const put = new PutImageCommand({ repositoryName: 'a/web', imageManifest: 'none' });
    await Promise.all(Array.from({ length: 8 }, () => ecr.send(put).catch(({ name }) => name)));
    underWay.most = 0;
    await inParallel(20, 120, () => ecr.send(new DescribeRepositoriesCommand({})));
    expect(underWay.most).toBeGreaterThan(8);
  });

  test('lets more and more calls go side by side when none is throttled', async () => {
    const { ecr, underWay } = await start([{ latencyMs: 2 }]);
    await inParallel(20, 120, () => ecr.send(new DescribeRepositoriesCommand({})));
    expect(underWay.most).toBe(20);
  });

  test('is not slowed by other failures: a call that is refused has gone through', async () => {
    const { ecr, underWay } = await start([{ latencyMs: 2 }], { maxAttempts: 1 });
    const missing = new DescribeImagesCommand({ repositoryName: 'a/nope' });
    await inParallel(20, 120, () => ecr.send(missing).catch(() => undefined));
    expect(underWay.most).toBe(20);
  });

  test('goes on after failures of the service, and of the network', async () => {
    const { aws, ecr, underWay } = await start([], { maxAttempts: 1 });
    const send = () => ecr.send(new DescribeRepositoriesCommand({})).catch(({ name }) => name);
    aws.faults.set([{ error: 'ServerException' }]);
    expect(new Set(await inParallel(20, 40, send))).toEqual(new Set(['ServerException']));
    aws.faults.set([{ drop: 'before' }]);
    await inParallel(20, 40, send);
    expect(underWay.now).toBe(0);
    aws.faults.clear();
    expect(await send()).toHaveProperty('repositories');
  });

  test('counts a quota that is reached as no throttling', async () => {
    const { ecr, underWay } = await start([{ error: 'LimitExceededException' }], {
      maxAttempts: 1,
    });
    retryAtOnce();
    const send = () => ecr.send(new GetRegistryPolicyCommand({})).catch(({ name }) => name);
    expect(new Set(await inParallel(20, 120, send))).toEqual(new Set(['LimitExceededException']));
    expect(underWay.most).toBeGreaterThan(8);
  });
});

test('throttling that goes on and on does not use up the retries', async () => {
  const { ecr, counts } = await start([
    // Which call is throttled how often is up to chance: ten times in a row, which is too often, once in 2,000 runs.
    { error: 'ThrottlingException', probability: 0.25, seed: 3 },
  ]);
  retryAtOnce();
  // Those of the SDK alone: 100, and less than what such a run uses up comes back.
  await inParallel(64, 500, () => ecr.send(new DescribeRepositoriesCommand({})));
  expect(counts.calls - counts.throttled).toBe(500);
});

async function start(faults: readonly Fault[], settings: ECRClientConfig = {}, rates: Rates = {}) {
  const { aws } = await startTestAws({ synthetic, faults });
  const { endpoint, region } = aws;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const ecr = paced(
    new ECRClient({ ...clientDefaults, endpoint, region, credentials, ...settings }),
    rates,
  );
  const startedAt: { command: string | undefined; at: number }[] = [];
  const underWay = { now: 0, most: 0 };
  ecr.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        startedAt.push({ command: commandName, at: performance.now() });
        underWay.now += 1;
        underWay.most = Math.max(underWay.most, underWay.now);
        return next(args).finally(() => {
          underWay.now -= 1;
        });
      },
    { step: 'deserialize', name: 'under way' },
  );
  const counts = { calls: 0, throttled: 0 };
  aws.onExchange(({ error }) => {
    counts.calls += 1;
    if (error?.name === 'ThrottlingException') counts.throttled += 1;
  });
  onTestFinished(() => ecr.destroy());
  return { aws, ecr, counts, underWay, startedAt };
}

async function inParallel<Answer>(lanes: number, calls: number, call: () => Promise<Answer>) {
  const answers: Answer[] = [];
  let left = calls;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      answers.push(await call());
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return answers;
}
