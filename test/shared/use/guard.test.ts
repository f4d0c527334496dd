import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Uses as Declared } from '../../../local/aws.ts';
import { identify } from '../../../shared/registry/identity.ts';
import { type GuardedImage, guardOf, inUse } from '../../../shared/use/guard.ts';
import { usesReading } from '../../../shared/use/reading.ts';
import { rememberedFor } from '../../../shared/use/remembered.ts';
import { takeAtMost } from '../../../shared/use/sources/bounds.ts';
import { noUses, type Uses } from '../../../shared/use/uses.ts';
import { startTestAws } from '../../local/start.ts';
import { recordCalls } from '../../support/calls.ts';

const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const digest = `sha256:${'ab'.repeat(32)}`;
const image: GuardedImage = { repository: 'team-a/web', tags: ['1.0.0', 'latest'], digest };

const now = () => new Date('2026-12-01T00:00:00Z');
const nobody = async (): Promise<Uses> => noUses;

async function guardOver(uses: Declared, sources: readonly ('ecs' | 'lambda')[]) {
  const started = await startTestAws({ uses });
  const registry = () => identify(started.ecr);
  const calls = recordCalls(started.aws);
  const read = usesReading({ sources, registry }, started.config);
  return { ...started, calls, guard: guardOf(read), another: () => guardOf(read) };
}

const uri = (rest: string) => `${host}/team-a/web${rest}`;
const both = ['ecs', 'lambda'] as const;

describe('an image is in use by', () => {
  test.each<[string, Declared, string]>([
    [
      'a service that names one of its tags',
      { services: [{ cluster: 'prod', name: 'web', images: [uri(':1.0.0')] }] },
      'ECS service prod/web runs it, as 1.0.0',
    ],
    [
      'services that name none: that is latest',
      { services: ['a', 'b'].map((name) => ({ cluster: 'prod', name, images: [uri('')] })) },
      'ECS service prod/a runs it, as latest (and 1 more)',
    ],
    [
      'a task that has pulled its digest by a tag that has moved on',
      {
        tasks: [
          {
            cluster: 'prod',
            family: 'job',
            containers: [{ image: uri(':9'), imageDigest: digest }],
          },
        ],
      },
      `ECS task prod/job runs it, as ${digest}`,
    ],
    [
      'a function',
      { functions: [{ name: 'resize', imageUri: uri(`@${digest}`) }] },
      `Lambda function resize runs it, as ${digest}`,
    ],
  ])('%s', async (_, uses, why) => {
    const { guard } = await guardOver(uses, both);
    expect(await guard(image)).toEqual({ why });
  });

  test('whoever names the tag that it is to lose, whatever its tags are by now', async () => {
    const services = [{ cluster: 'prod', name: 'web', images: [uri(':old')] }];
    const { guard } = await guardOver({ services }, ['ecs']);
    expect(await guard(image)).toBeUndefined();
    expect(await guard({ ...image, tag: 'old' })).toMatchObject({ why: /as old$/ });
  });

  test.each([
    ['another repository', `${host}/team-a/api:1.0.0`],
    ['another tag', uri(':2.0.0')],
    ['another registry', `999999999999.dkr.ecr.eu-west-1.amazonaws.com/team-a/web:1.0.0`],
  ])('nobody who runs %s', async (_, other) => {
    const services = [{ cluster: 'prod', name: 'web', images: [other] }];
    const { guard } = await guardOver({ services }, both);
    expect(await guard(image)).toBeUndefined();
  });
});

test.each([
  ['2026-11-26T10:00:00Z', 'it was pulled on 2026-11-26'],
  ['2026-11-01T00:00:00Z', 'it was pulled on 2026-11-01'],
  ['2026-10-31T23:59:59Z', undefined],
])('an image that was pulled at %s: %s', async (at, why) => {
  const pulled = { ...image, lastRecordedPullTime: new Date(at) };
  expect(await inUse(nobody, now)(pulled)).toEqual(why && { why });
});

describe('what cannot be seen is left alone', () => {
  test('as nobody may look', async () => {
    const { aws, guard, another } = await guardOver({}, both);
    aws.faults.set([{ operations: ['ecs:ListClusters'], error: 'AccessDeniedException' }]);
    const { why = '' } = (await guard(image)) ?? {};
    expect(why).toMatch(/^it is unknown whether it is in use: access denied/);
    aws.faults.clear();
    // What one guard has read holds for a minute.
    expect(await guard(image)).toEqual({ why });
    expect(await another()(image)).toBeUndefined();
  });

  test('as a function cannot be looked at; one that is deleted meanwhile needs nothing', async () => {
    const functions = [{ name: 'resize', imageUri: uri(`@${digest}`) }];
    const operations = ['lambda:GetFunction'];
    const { aws, guard, another } = await guardOver({ functions }, ['lambda']);
    aws.faults.set([{ operations, error: 'ServiceException' }]);
    expect(await guard(image)).toMatchObject({ why: /^it could not be seen/ });
    aws.faults.set([{ operations, error: 'ResourceNotFoundException' }]);
    expect(await another()(image)).toBeUndefined();
  });

  test('as there is more than ecr-steward reads, unless a use was found', async () => {
    const use = { repository: 'team-a/web', imageId: { imageTag: 'latest' }, by: ['ECS task p/j'] };
    const why = 'there are more tasks than ecr-steward reads';
    const unknown = [{ source: 'ecs', why }];
    expect(await inUse(async () => ({ images: [], unknown }))(image)).toEqual({
      why: 'it is unknown whether it is in use: there are more tasks than ecr-steward reads',
    });
    expect(await inUse(async () => ({ images: [use], unknown }))(image)).toEqual({
      why: 'ECS task p/j runs it, as latest',
    });
  });
});

test.each([
  [3, ['a', 'b', 'c'], []],
  [2, ['a', 'b'], ['letters']],
  [0, [], ['letters']],
  [-1, [], ['letters']],
])('of three, a look that takes in %i has %j, and more %j', async (most, items, beyond) => {
  async function* pages() {
    yield* [['a', 'b'], undefined, ['c']];
  }
  expect(await takeAtMost('letters', most, pages(), (page) => page)).toEqual({ items, beyond });
});

describe('a look', () => {
  test('takes in as many task definitions as it is to, and says of no more', async () => {
    const services = Array.from({ length: 500 }, (_, index) => ({
      cluster: 'prod',
      name: `s${index}`,
      images: [uri(`:${index}`)],
    }));
    const { guard } = await guardOver({ services }, ['ecs']);
    expect(await guard(image)).toBeUndefined();
  });

  test('asks for the image of a function that is one, not of a ZIP file', async () => {
    const functions = [{ name: 'zip' }, { name: 'image', imageUri: uri(':9') }];
    const { calls, guard } = await guardOver({ functions }, ['lambda']);
    await guard(image);
    expect(calls.filter((call) => call === 'lambda:GetFunction')).toHaveLength(1);
  });

  test('is remembered for less than its time, and not at all when it failed', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const answers = [Promise.reject(new Error('throttled')), 'first', 'second'];
    const read = rememberedFor(60_000, async () => answers.shift());
    await expect(read()).rejects.toThrow('throttled');
    expect(await read()).toBe('first');
    vi.advanceTimersByTime(59_999);
    expect(await read()).toBe('first');
    vi.advanceTimersByTime(1);
    expect(await read()).toBe('second');
  });

  test('is made when the first image needs it, and once for all that come in a minute', async () => {
    const { calls, guard } = await guardOver({}, both);
    expect(calls).toEqual([]);
    await guard({ ...image, lastRecordedPullTime: new Date() });
    expect(calls).toEqual([]);
    await Promise.all([guard(image), guard(image)]);
    await guard({ ...image, repository: 'team-a/api' });
    expect(calls.toSorted()).toEqual([
      'ecr:DescribeRegistry',
      'ecs:ListClusters',
      'ecs:ListTaskDefinitionFamilies',
      'lambda:ListFunctions',
    ]);
  });

  test.each<[readonly ('ecs' | 'lambda')[], string[]]>([
    [['ecs'], ['ecr:DescribeRegistry', 'ecs:ListClusters', 'ecs:ListTaskDefinitionFamilies']],
    [['lambda'], ['ecr:DescribeRegistry', 'lambda:ListFunctions']],
    [[], []],
  ])('asks %j only', async (sources, asked) => {
    const { calls, guard } = await guardOver({}, sources);
    expect(await guard(image)).toBeUndefined();
    expect(calls.toSorted()).toEqual(asked);
  });
});
