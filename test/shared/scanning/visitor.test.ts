import {
  BatchDeleteImageCommand,
  DeleteRepositoryCommand,
  DescribeImagesCommand,
  ECRClient,
  UpdateImageStorageClassCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Gate } from '../../../shared/actions/gate.ts';
import { quarantineTag } from '../../../shared/registry/tags/own-tag.ts';
import { scanVisitor } from '../../../shared/scanning/visitor.ts';
import { type Checking, checkCandidates } from '../../../shared/scanning/walk/check.ts';
import { login } from '../../local/distribution/client.ts';
import { freely } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { retryAtOnce } from '../../support/retries.ts';
import { walk } from '../../support/walk.ts';
import { rule, startScanWalks } from './walking.ts';

type Started = Awaited<ReturnType<typeof startScanWalks>>;

/** Three images that fail and two that do not, in three repositories. */
async function startSome() {
  const started = await startScanWalks();
  await started.push('team/a', 'bad0');
  await started.push('team/a', 'clean0');
  await started.push('team/b', 'bad1');
  await started.push('team/c', 'bad2');
  await started.push('team/c', 'clean1');
  await started.push('other/a', 'bad0');
  return started;
}

const fails = (names: readonly string[]) => names.map((name) => `scanning.findings ${name}`);
const three = fails(['team/a:bad0', 'team/b:bad1', 'team/c:bad2']);
const reads = (calls: readonly string[]) =>
  calls.filter((call) => call === 'ecr:DescribeImageScanFindings').length;

async function tagsIn(ecr: ECRClient, repositoryName: string): Promise<Record<string, string[]>> {
  const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand({ repositoryName }));
  return Object.fromEntries(
    imageDetails.map(({ imageDigest = '', imageTags = [] }) => [imageDigest, imageTags]),
  );
}

describe('a walk', () => {
  test.each([1, 2, 100])('in slices of %i reports what fails, once', async (perSlice) => {
    const { aws, checking, night, told } = await startSome();
    const with_ = checking(rule('report'));
    const calls = recordCalls(aws);
    const counts = { failed: 3, unknown: 0, pending: 0, left: 0, others: 0 };
    const result = { lookedAt: { repositories: 3, images: 5 }, counts, tags: {} };
    const first = await night(with_, { perSlice });
    expect(first).toMatchObject({ failed: {}, visitors: { scanning: { ...result, notified: 3 } } });
    expect(told().toSorted()).toEqual(three);
    expect(reads(calls)).toBe(5);
    const second = await night(with_, { perSlice });
    expect(second.visitors.scanning).toEqual({ ...result, notified: 0 });
    expect(told()).toEqual([]);
  });

  test('quarantines what fails, and leaves the rest', async () => {
    const { ecr, checking, night, told } = await startSome();
    const { visitors } = await night(checking(rule('quarantine')), { perSlice: 1 });
    expect(visitors.scanning).toMatchObject({ notified: 3, tags: { replaced: 3 } });
    const tags = Object.entries(await tagsIn(ecr, 'team/a'));
    expect(tags.map(([digest, [tag]]) => tag === quarantineTag(digest)).toSorted()).toEqual([
      false,
      true,
    ]);
    expect(told()).toHaveLength(3);
    const again = await night(checking(rule('quarantine')), { perSlice: 1 });
    expect(again.visitors.scanning).toMatchObject({
      ...{ lookedAt: { images: 2 }, notified: 0, tags: {} },
    });
  });

  test('checks maxImages of the whole registry, those used last', async () => {
    const { checking, night, told } = await startSome();
    const with_ = checking(rule('report', ', sweep: {maxImages: 2}'));
    const { visitors } = await night(with_, { perSlice: 1 });
    expect(visitors.scanning).toMatchObject({
      ...{ lookedAt: { repositories: 3, images: 2 }, counts: { failed: 1, left: 3 } },
    });
    expect(told()).toEqual(fails(['team/c:bad2']));
  });

  test('does not check archived images, nor a repository that was deleted', async () => {
    const { ecr, checking, night, push } = await startSome();
    const imageDigest = await push('team/a', 'bad3');
    const image = { repositoryName: 'team/a', imageId: { imageDigest } };
    const archive = { ...image, targetStorageClass: 'ARCHIVE' as const };
    await ecr.send(new UpdateImageStorageClassCommand(archive));
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'team/b', force: true }));
    const { visitors } = await night(checking(rule('report')));
    expect(visitors.scanning).toMatchObject({
      ...{ lookedAt: { repositories: 2, images: 4 }, counts: { failed: 2, others: 0 } },
    });
  });

  test('without rules reads no images', async () => {
    const { aws, checking, night } = await startSome();
    const calls = recordCalls(aws);
    await night(checking('{}'));
    expect(calls.filter((call) => /Images|Findings/.test(call))).toEqual([]);
  });

  test('reports entries of ignore that have expired, also where no image fails', async () => {
    const { checking, night, told } = await startScanWalks();
    const ignore = ', ignore: [{id: CVE-OLD, until: 2020-01-31, reason: waited}]';
    await night(checking(rule('report', ignore)));
    expect(told()).toEqual(['scanning.ignore-expired registry.yml']);
  });

  test('reports all that a limit holds back in one alert', async () => {
    const { checking, night, told } = await startSome();
    const held = { state: 'held', kind: 'quarantine', per: 'run', most: 1, used: 1 } as const;
    const gate: Gate = { ...freely, perform: async () => held };
    await night(checking(rule('quarantine'), gate), { perSlice: 1 });
    expect(told()).toEqual([...three.toReversed(), 'scanning.held 3 repositories']);
    await night(checking(rule('quarantine')), { perSlice: 1 });
    expect(told()).toContain('Resolved: scanning.held 3 repositories');
  });
});

describe('since the walk has read it', () => {
  async function startFailing() {
    const started = await startScanWalks();
    const imageDigest = await started.push('team/a', 'bad0');
    const pulls: (Date | undefined)[] = [];
    const with_: Checking = {
      ...started.checking(rule('quarantine')),
      guard: async ({ lastRecordedPullTime }) => {
        pulls.push(lastRecordedPullTime);
        return undefined;
      },
    };
    return { ...started, with_, pulls, imageDigest, walked: await started.walkedBy(with_) };
  }

  test('an image was pulled: its use is judged by that', async () => {
    const { with_, pulls, walked, ...started } = await startFailing();
    const send = await login(started);
    await send('GET', '/v2/team/a/manifests/bad0');
    await checkCandidates(with_, walked);
    expect(pulls).toEqual([expect.any(Date)]);
  });

  test('an image got another tag: it loses that, too', async () => {
    const { push, ecr, with_, walked, imageDigest } = await startFailing();
    await push('team/a', 'bad0', ['latest']);
    await checkCandidates(with_, walked);
    expect(await tagsIn(ecr, 'team/a')).toEqual({ [imageDigest]: [quarantineTag(imageDigest)] });
  });

  test('an image was deleted, or quarantined by an event: nothing is done, nothing is reported', async () => {
    for (const tag of [undefined, 'quarantine']) {
      const { ecr, push, with_, walked, told, imageDigest } = await startFailing();
      if (tag) await push('team/a', 'bad0', [quarantineTag(imageDigest)]);
      const imageIds = [tag ? { imageTag: 'bad0' } : { imageDigest }];
      await ecr.send(new BatchDeleteImageCommand({ repositoryName: 'team/a', imageIds }));
      const { result } = await checkCandidates(with_, walked);
      expect(result).toMatchObject({ counts: { failed: 0 }, notified: 0, tags: {} });
      expect(told()).toEqual([]);
    }
  });
});

test('of an image with many tags all are removed, and all are named', async () => {
  const { push, ecr, checking, night } = await startScanWalks();
  const names = Array.from({ length: 25 }, (_, at) => `1.0.${at}`);
  const imageDigest = await push('team/a', 'bad0', names);
  const { visitors } = await night(checking(rule('quarantine')));
  expect(visitors.scanning).toMatchObject({ tags: { replaced: 25 } });
  expect(await tagsIn(ecr, 'team/a')).toEqual({ [imageDigest]: [quarantineTag(imageDigest)] });
});

describe('what is left when time is up', () => {
  test.each(['report', 'quarantine'])(
    'is checked by later calls, to the same end: %s',
    async (action) => {
      const started = await startSome();
      const { aws, checking, walkedBy, told } = started;
      const with_ = checking(rule(action));
      const walked = await walkedBy(with_, { perSlice: 1 });
      const calls = recordCalls(aws);
      const turns = await turnsOf(with_, walked);
      expect(turns).toHaveLength(5);
      expect(turns.at(-1)?.result).toMatchObject({
        ...{ lookedAt: { images: 5 }, counts: { failed: 3, left: 0 }, notified: 3 },
      });
      expect(reads(calls)).toBe(5);
      expect(told().toSorted()).toEqual(three);
    },
  );

  test('is held back in one alert, which counts each repository once', async () => {
    const { checking, push, walkedBy, told } = await startScanWalks();
    for (const name of ['bad0', 'bad1', 'bad2']) await push('team/a', name);
    const held = { state: 'held', kind: 'quarantine', per: 'run', most: 1, used: 1 } as const;
    const with_ = checking(rule('quarantine'), { ...freely, perform: async () => held });
    const turns = await turnsOf(with_, await walkedBy(with_));
    expect(turns).toHaveLength(3);
    expect(turns.at(-1)?.result).toMatchObject({ tags: { held: 3 } });
    expect(told().filter((line) => line.includes('held'))).toEqual(['scanning.held team/a']);
    await push('team/b', 'bad0');
    await turnsOf(with_, await walkedBy(with_));
    expect(told().filter((line) => line.includes('held'))).toEqual([]);
  });

  test('is counted as left so far', async () => {
    const { checking, walkedBy } = await startSome();
    const with_ = checking(rule('report'));
    const walked = await walkedBy(with_);
    const [first] = await turnsOf(with_, walked);
    expect(first).toMatchObject({ result: { counts: { left: 4 } }, left: { next: 1, checked: 1 } });
  });

  test('is done twice, where a call ends after its work, without a second report', async () => {
    const { checking, walkedBy, told } = await startSome();
    const with_ = checking(rule('quarantine'));
    const walked = await walkedBy(with_);
    await checkCandidates(with_, walked);
    expect(told()).toHaveLength(3);
    await checkCandidates(with_, walked);
    expect(told()).toEqual([]);
  });
});

/** Each call has time for one image. */
async function turnsOf(
  with_: Parameters<typeof checkCandidates>[0],
  walked: Parameters<typeof checkCandidates>[1],
) {
  const turns = [await checkCandidates(with_, { ...walked, until: 0 })];
  for (let left = turns[0]?.left; left !== undefined; left = turns.at(-1)?.left) {
    const kept: unknown = JSON.parse(JSON.stringify(left));
    turns.push(await checkCandidates(with_, { ...walked, until: 0, left: kept }));
  }
  return turns;
}

describe('a quarantine that failed', () => {
  const deny: Gate['perform'] = async () => {
    throw new Error('ECR does not want to');
  };
  const failing: Gate = { ...freely, perform: deny };
  const stands = ['scanning.findings team/a:bad0', 'scanning.failed team/a:bad0'];

  async function startFailed() {
    const started = await startScanWalks();
    const imageDigest = await started.push('team/a', 'bad0');
    const { failed } = await started.night(started.checking(rule('quarantine'), failing));
    expect(failed).toEqual({});
    expect(started.told()).toEqual(stands);
    return { ...started, imageId: { imageDigest } };
  }

  const resolved = ['Resolved: scanning.failed team/a:bad0'];
  const withRule = async () => rule('quarantine');

  test.each<[string, (started: Started & { imageId: object }) => Promise<string>]>([
    [
      'its image is deleted',
      async ({ ecr, imageId }) => {
        const input = { repositoryName: 'team/a', imageIds: [imageId] };
        await ecr.send(new BatchDeleteImageCommand(input));
        return withRule();
      },
    ],
    [
      'its repository is deleted',
      async ({ ecr }) => {
        await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'team/a', force: true }));
        return withRule();
      },
    ],
    ['its rule only reports now', async () => rule('report')],
    ['no rule is for its repository', async () => rule('quarantine').replace('team', 'else')],
  ])('is resolved when %s', async (_, change) => {
    const started = await startFailed();
    await started.night(started.checking(await change(started)));
    expect(started.told()).toEqual(resolved);
  });

  test('stands as long as it fails, also when the image is no candidate any more', async () => {
    const { checking, night, told, push, ecr, imageId } = await startFailed();
    await push('team/a', 'clean0');
    const newest = rule('quarantine', ', sweep: {newest: 1, pulledWithinDays: 0}');
    const { visitors } = await night(checking(newest, failing));
    expect(visitors.scanning).toMatchObject({ lookedAt: { images: 1 }, counts: { failed: 1 } });
    expect(told()).toEqual([]);
    await night(checking(newest));
    expect(told()).toEqual(['scanning.findings team/a:bad0', ...resolved]);
    expect(await tagsIn(ecr, 'team/a')).toMatchObject({
      [imageId.imageDigest]: [quarantineTag(imageId.imageDigest)],
    });
  });

  test('stands where its repository was not seen', async () => {
    const { ecr, checking, walkedBy, told } = await startFailed();
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'team/a', force: true }));
    for (const action of ['quarantine', 'report']) {
      const with_ = checking(rule(action));
      const walked = await walkedBy(with_);
      await checkCandidates(with_, { ...walked, hasSeen: () => false });
    }
    expect(told()).toEqual([]);
  });
});

describe('a scan that cannot be read', () => {
  test('leaves its image unknown, and the others are checked', async () => {
    const { aws, checking, night, told } = await startSome();
    const operations = ['ecr:DescribeImageScanFindings'];
    aws.faults.set([{ operations, error: 'ServerException', after: 3, times: 1 }]);
    const { visitors } = await night(checking(rule('report')));
    expect(visitors.scanning).toMatchObject({
      ...{ lookedAt: { images: 4 }, counts: { unknown: 1, left: 1 } },
    });
    expect(told().filter((line) => line.startsWith('scanning.unknown'))).toHaveLength(1);
  });

  test.each([
    ['AccessDeniedException', ['scanning.denied scans of the registry']],
    ['ThrottlingException', []],
  ])('for a reason that is not of the image fails the visitor: %s', async (error, alerts) => {
    const { aws, checking, night, told } = await startSome();
    aws.faults.set([{ operations: ['ecr:DescribeImageScanFindings'], error }]);
    const { failed } = await night(checking(rule('report')));
    expect(Object.keys(failed)).toEqual(['scanning']);
    expect(told()).toEqual(alerts);
    aws.faults.set([]);
    await night(checking(rule('report')));
    expect(told().toSorted()).toEqual([...alerts.map((it) => `Resolved: ${it}`), ...three]);
  });
});

test('with 30 % of all calls throttled, it comes to the same', async () => {
  const { aws, config, checking, told } = await startSome();
  retryAtOnce();
  aws.faults.set([{ operations: ['ecr:*'], error: 'ThrottlingException', probability: 0.3 }]);
  const ecr = new ECRClient({ ...config, maxAttempts: 20 });
  onTestFinished(() => ecr.destroy());
  const { visitors } = await walk(ecr, [scanVisitor(checking(rule('report')))], { perSlice: 1 });
  expect(visitors.scanning).toMatchObject({ lookedAt: { images: 5 }, counts: { failed: 3 } });
  expect(told().toSorted()).toEqual(three);
});
