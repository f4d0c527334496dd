import { describe, expect, it } from 'vitest';
import { createCounter, listed, total } from '../../bench/walk/count.ts';
import { runsADay } from '../../bench/walk/night.ts';
import { leastCalls, namesOf, snapshotOf, type WalkSize } from '../../bench/walk/registry.ts';
import { dayOf } from '../../bench/walk/rows.ts';

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
