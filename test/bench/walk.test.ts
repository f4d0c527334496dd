import { describe, expect, it } from 'vitest';
import { readBefore } from '../../bench/walk/before.ts';
import { type Counted, createCounter, listed, total } from '../../bench/walk/count.ts';
import { runsADay } from '../../bench/walk/night.ts';
import { leastCalls, namesOf, snapshotOf, type WalkSize } from '../../bench/walk/registry.ts';
import { callRows, dayOf, killedRow, ledgerRow, peerRows, wallRow } from '../../bench/walk/rows.ts';

const size: WalkSize = {
  ...{ repositories: 40, imagesPerRepository: 5 },
  ...{ violations: 70, pushed: 'last year' },
};

describe('the registry of the benchmark', () => {
  it('has as many invalid tags as were asked for, in repositories of teams', () => {
    const { imageDetails } = snapshotOf(size);
    const invalid = imageDetails.filter(({ imageTags }) => imageTags?.[0]?.startsWith('build-'));
    expect(imageDetails).toHaveLength(200);
    expect(invalid).toHaveLength(70);
    expect(invalid.every(({ repositoryName }) => repositoryName.startsWith('team/'))).toBe(true);
  });

  it('has each image and each tag once', () => {
    const { imageDetails } = snapshotOf(size);
    const digests = imageDetails.map(({ imageDigest }) => imageDigest);
    const tags = imageDetails.map((it) => `${it.repositoryName}:${it.imageTags?.[0]}`);
    expect(new Set(digests).size).toBe(200);
    expect(new Set(tags).size).toBe(200);
  });

  it('has some repositories of each kind', () => {
    const { platform, cached, teams } = namesOf(size);
    expect([platform.length, cached.length, teams.length]).toEqual([4, 2, 34]);
  });

  it.each([
    [1000, 200, 1001],
    [1001, 1001, 2 + 1001 * 2],
    [0, 0, 1],
    [1, 0, 2],
  ])('takes %i × %i at least %i calls', (repositories, imagesPerRepository, calls) => {
    expect(leastCalls({ ...size, repositories, imagesPerRepository })).toBe(calls);
  });
});

describe('the counter', () => {
  const principalArn = 'arn:aws:sts::123456789012:assumed-role/NamingRole/naming';
  const call = { service: 'ecr', operation: 'DescribeImages', input: {}, durationMs: 1 };

  it('counts what functions ask, and nothing else', () => {
    const counter = createCounter();
    counter.take({ ...call, principalArn });
    counter.take({ ...call, principalArn: principalArn.replace('NamingRole', 'LocalAdmin') });
    counter.take({ ...call, principalArn, service: 's3' });
    counter.take({ ...call, principalArn, service: 'dynamodb', operation: 'UpdateItem' });
    const { ecr, dynamodb } = counter.read();
    expect(ecr).toEqual({ naming: { DescribeImages: 1 } });
    expect(dynamodb).toEqual({ naming: { UpdateItem: 1 } });
  });

  it('counts throttled calls apart', () => {
    const counter = createCounter();
    const error = { name: 'ThrottlingException', message: 'Rate exceeded', status: 429 };
    counter.take({ ...call, principalArn, error });
    expect(counter.read()).toMatchObject({ ecr: {}, throttled: 1 });
  });

  it('knows the calls that list nothing and ask the same', () => {
    const counter = createCounter();
    for (const repositoryName of ['a', 'b', 'a']) {
      counter.take({ ...call, principalArn });
      counter.take({
        ...{ ...call, principalArn, operation: 'GetLifecyclePolicy' },
        input: { repositoryName },
      });
    }
    const { ecr, different } = counter.read();
    expect([total(ecr), listed(ecr), different]).toEqual([6, 3, 2]);
  });
});

describe('a day', () => {
  it.each([
    ['rate(1 hour)', 24],
    ['rate(6 hours)', 4],
    ['cron(35 * * * ? *)', 24],
    ['cron(20 1 * * ? *)', 1],
  ])('has of %s %i runs', (expression, runs) => {
    expect(runsADay(expression)).toBe(runs);
  });

  it('refuses an expression that it does not know', () => {
    expect(() => runsADay('cron(0 0 ? * MON *)')).toThrow('how often in a day');
  });

  it('has each run as often as it is started', () => {
    const run = { seconds: 1, outcome: 'ok', throttled: 0, different: 0, dynamodb: {} };
    const ecr = { it: { DescribeImages: 10 } };
    const all = { throttled: 0, different: 0, dynamodb: {}, ecr };
    const runs = { naming: { ...run, runsADay: 24, ecr }, walk: { ...run, runsADay: 1, ecr } };
    expect(dayOf({ runs, all })).toBe(250);
  });
});

describe('the figures before the walk', () => {
  it('miss the targets of calls, and of writes to the ledger', async () => {
    const { calls, standing } = await readBefore();
    const rows = callRows(calls.figures, calls.figures);
    expect(rows.map(({ reached }) => reached)).toEqual([false, false, false]);
    expect(rows[2]?.measured).toBe('33,418, 28,926 list');
    expect(ledgerRow(standing.figures, standing.figures)).toMatchObject({ reached: false });
  });

  it('reach that of a wall only with all violations replaced, and within its time', async () => {
    const { figures } = (await readBefore()).wall;
    const wall = { ...figures, end: 'one', kills: 2, limited: false };
    expect(wallRow(wall, figures)).toMatchObject({ reached: true });
    expect(wallRow({ ...wall, quarantined: 499 }, figures)).toMatchObject({ reached: false });
    const slow = { ...wall, limited: true, runs: { walk: { ...runOf(wall), seconds: 9999 } } };
    expect(wallRow(slow, figures)).toMatchObject({ reached: false });
  });

  it('compare a killed walk with an undisturbed one', async () => {
    const { figures } = (await readBefore()).wall;
    const wall = { ...figures, end: 'one', kills: 2, limited: true };
    expect(killedRow(wall, wall)).toMatchObject({ reached: true });
    expect(killedRow({ ...wall, end: 'other' }, wall)).toMatchObject({ reached: false });
    expect(killedRow({ ...wall, kills: 0 }, wall)).toMatchObject({ reached: false });
  });

  it('are not compared with a peer that is not installed, or that failed', () => {
    const run = { seconds: 1, calls: {}, totalCalls: 1, peakBytes: 1, exitCode: 0 };
    const [absent, failed] = peerRows({
      ...{ 'ecr-steward': run, absent: undefined },
      failed: { ...run, seconds: 2, totalCalls: 2, exitCode: 1 },
    });
    expect(absent).toMatchObject({ before: 'skipped: it is not installed', reached: undefined });
    expect(failed).toMatchObject({ reached: false });
  });
});

function runOf({ all }: { all: Counted }) {
  return { runsADay: 1, seconds: 1, outcome: 'ok', ...all };
}
