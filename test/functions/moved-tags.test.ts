import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  BatchDeleteImageCommand,
  CreatePullThroughCacheRuleCommand,
  PutImageCommand,
} from '@aws-sdk/client-ecr';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AwsEvent } from '../../local/events/event.ts';
import { digestOf } from '../local/images.ts';
import { recordCalls } from '../support/calls.ts';
import { eventMutations } from '../support/event-mutations.ts';
import { createRepositories, manifest, push } from '../support/images.ts';
import { losingEveryTenth, resultsOf } from '../support/reactions.ts';
import { sampleEvent, startTestStack, type TestStack } from '../support/stack.ts';

const registryYml = `
movedTags:
  - {repositories: ['scratch/**'], mutable: ['*']}
  - repositories: ['team/**', 'observed/**', 'declared/**']
    mutable: [latest, 'pr-*']
    mutablePatterns: ['[0-9]+']
    message: See the wiki.
pullThroughCache: {rules: [{prefix: declared, upstream: quay}]}
`;

const isTrail = (event: AwsEvent) => event['detail-type'] === 'AWS API Call via CloudTrail';

/** Without a trail, as an account is at first. */
const start = (isLost: (event: AwsEvent) => boolean = isTrail) =>
  startTestStack(registryYml, {}, {}, isLost);

/** Pushes and waits until the functions have seen it; the digest. */
async function pushTo({ ecr, stack }: TestStack, repository: string, tag: string, name: string) {
  const digest = await push(ecr, repository, [tag], manifest(name));
  await stack.idle();
  return digest;
}

const pushEvent = (repository: string, tag: string, digest: string) =>
  sampleEvent('aws.ecr/image-action-push-tagged.json', {
    'repository-name': repository,
    'image-tag': tag,
    'image-digest': digest,
  });

const trailEvent = (repositoryName: string, imageTag: string, imageDigest: string, arn: string) =>
  sampleEvent('aws.ecr/cloudtrail-put-image.json', {
    requestParameters: { repositoryName, imageTag },
    responseElements: { image: { imageId: { imageDigest, imageTag } } },
    userIdentity: { type: 'AssumedRole', arn },
  });

/** `repository:tag → digest`, and what is still to be told. */
async function ledgerOf({ config, stack }: TestStack): Promise<string[]> {
  const dynamodb = new DynamoDBClient(config);
  onTestFinished(() => dynamodb.destroy());
  const input = { TableName: stack.resources.Tags?.name ?? '' };
  const { Items = [] } = await dynamodb.send(new ScanCommand(input));
  return Items.map(
    ({ repository, tag, digest, untold }) =>
      `${repository?.S}:${tag?.S} → ${digest?.S}${untold?.BOOL ? ' untold' : ''}`,
  ).toSorted();
}

describe('a tag', () => {
  test('that moves is reported with both images, once, and its first sight is not', async () => {
    const started = await start();
    const { aws, ecr, stack, alerts } = started;
    await createRepositories(ecr, 'team/web');
    const first = await pushTo(started, 'team/web', '1.4.2', 'a');
    expect(alerts()).toEqual([]);
    const calls = recordCalls(aws);
    const second = await pushTo(started, 'team/web', '1.4.2', 'b');
    expect(calls.filter((call) => call.startsWith('ecr:')).toSorted()).toEqual([
      'ecr:DescribeImages',
      'ecr:DescribeImages',
      'ecr:DescribePullThroughCacheRules',
      'ecr:PutImage',
    ]);
    for (const digest of [first, second]) stack.deliver(pushEvent('team/web', '1.4.2', digest));
    await stack.idle();
    expect(alerts()).toEqual([
      expect.stringMatching(/^The tag "1\.4\.2" in team\/web has moved to another image\n/),
    ]);
    expect(alerts()[0]).toContain(`- It named ${first}\n- It names ${second} now, pushed `);
    expect(alerts()[0]).toContain('- See the wiki.');
    expect(await ledgerOf(started)).toEqual([`team/web:1.4.2 → ${second}`]);
  });

  test.each([
    ['may move by a rule', 'team/web', 'latest'],
    ['may move by a pattern', 'team/web', '17'],
    ['may move as all of its repository', 'scratch/x', '1.0.0'],
  ])('that %s is noted and not told', async (_, repository, tag) => {
    const started = await start();
    await createRepositories(started.ecr, repository);
    await pushTo(started, repository, tag, 'a');
    const second = await pushTo(started, repository, tag, 'b');
    expect(started.alerts()).toEqual([]);
    expect(await ledgerOf(started)).toEqual([`${repository}:${tag} → ${second}`]);
  });

  test.each([
    ['is of no rule', 'other/web', '1.0.0'],
    ['is of a declared cache', 'declared/web', '1.0.0'],
    ['is of a cache of the registry', 'observed/web', '1.0.0'],
    ['is that of a signature', 'team/web', `sha256-${'a'.repeat(64)}.sig`],
    ['keeps an image in quarantine', 'team/web', 'quarantine-0123456789ab'],
  ])('that %s is left alone, by events and by the scheduled run', async (_, repository, tag) => {
    const started = await start();
    const { ecr, stack, alerts } = started;
    const rule = { ecrRepositoryPrefix: 'observed', upstreamRegistryUrl: 'quay.io' };
    await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
    await createRepositories(ecr, repository);
    await pushTo(started, repository, tag, 'a');
    await pushTo(started, repository, tag, 'b');
    await stack.fire('moved-tags');
    expect(alerts()).toEqual([]);
  });

  test('of a referrer is left alone', async () => {
    const started = await start();
    const { ecr, stack, alerts } = started;
    await createRepositories(ecr, 'team/web');
    await push(ecr, 'team/web', ['1.0.0'], manifest('image'));
    const text = manifest('image');
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    const subject = { mediaType, digest: digestOf(text), size: text.length };
    for (const name of ['sbom a', 'sbom b']) {
      await push(ecr, 'team/web', ['sbom'], manifest(name, { subject }));
      await stack.idle();
      stack.deliver(pushEvent('team/web', 'sbom', digestOf(text)));
    }
    await stack.idle();
    await stack.fire('moved-tags');
    expect(alerts()).toEqual([]);
    expect((await ledgerOf(started)).map((line) => line.split(' ')[0])).toEqual(['team/web:1.0.0']);
  });

  test('that is deleted and pushed again has moved, unless it names the same image', async () => {
    const started = await start();
    const { ecr, alerts } = started;
    await createRepositories(ecr, 'team/web');
    const remove = () =>
      ecr.send(
        new BatchDeleteImageCommand({
          repositoryName: 'team/web',
          imageIds: [{ imageTag: '1.0.0' }],
        }),
      );
    await pushTo(started, 'team/web', '1.0.0', 'a');
    await remove();
    await pushTo(started, 'team/web', '1.0.0', 'a');
    expect(alerts()).toEqual([]);
    await remove();
    await pushTo(started, 'team/web', '1.0.0', 'b');
    expect(alerts()).toHaveLength(1);
  });

  test('that moves there and back and there again is reported each time', async () => {
    const started = await start();
    await createRepositories(started.ecr, 'team/web');
    for (const name of ['a', 'b', 'a', 'b']) {
      await pushTo(started, 'team/web', '1.0.0', name);
    }
    expect(started.alerts()).toHaveLength(3);
  });

  test('whose alert cannot be sent is reported by the retry', async () => {
    const started = await start();
    const { aws, ecr, alerts } = started;
    await createRepositories(ecr, 'team/web');
    await pushTo(started, 'team/web', '1.0.0', 'a');
    aws.faults.set([{ operations: ['sns:*'], error: 'AuthorizationError', times: 1 }]);
    const second = await pushTo(started, 'team/web', '1.0.0', 'b');
    expect(alerts()).toHaveLength(1);
    expect(await ledgerOf(started)).toEqual([`team/web:1.0.0 → ${second}`]);
  });

  test('whose alert no retry can send is reported by the scheduled run', async () => {
    const started = await start();
    const { aws, ecr, stack, alerts, deadLetters } = started;
    await createRepositories(ecr, 'team/web');
    await pushTo(started, 'team/web', '1.0.0', 'a');
    aws.faults.set([{ operations: ['sns:*'], error: 'AuthorizationError' }]);
    const second = await pushTo(started, 'team/web', '1.0.0', 'b');
    expect([alerts().length, deadLetters().length]).toEqual([0, 1]);
    expect(await ledgerOf(started)).toEqual([`team/web:1.0.0 → ${second} untold`]);
    aws.faults.set([]);
    await stack.fire('moved-tags');
    expect(alerts()).toHaveLength(1);
    expect(await ledgerOf(started)).toEqual([`team/web:1.0.0 → ${second}`]);
  });
});

describe('who pushed', () => {
  const alice = 'arn:aws:sts::123456789012:assumed-role/Developer/alice';

  test('is named in the alert when CloudTrail tells before', async () => {
    const started = await start();
    const { ecr, stack, alerts } = started;
    await createRepositories(ecr, 'team/web');
    await pushTo(started, 'team/web', '1.0.0', 'a');
    stack.deliver(trailEvent('team/web', '1.0.0', digestOf(manifest('b')), alice));
    await stack.idle();
    await pushTo(started, 'team/web', '1.0.0', 'b');
    expect(alerts()).toEqual([expect.stringContaining(`Who pushed: by "${alice}"`)]);
  });

  test('is reported afterwards, once, when CloudTrail reports it later', async () => {
    const started = await start();
    const { ecr, stack, alerts } = started;
    await createRepositories(ecr, 'team/web');
    await pushTo(started, 'team/web', '1.0.0', 'a');
    const digest = await pushTo(started, 'team/web', '1.0.0', 'b');
    for (const _ of [1, 2]) stack.deliver(trailEvent('team/web', '1.0.0', digest, alice));
    await stack.idle();
    expect(alerts()).toEqual([
      expect.stringContaining('Who pushed: not told by CloudTrail so far'),
      expect.stringContaining(`\n\n- "${alice}" pushed ${digest} under it (CloudTrail)\n`),
    ]);
  });

  test('is reported in one way or the other with a trail as AWS has it', async () => {
    const started = await start(() => false);
    await createRepositories(started.ecr, 'team/web');
    await pushTo(started, 'team/web', '1.0.0', 'a');
    await pushTo(started, 'team/web', '1.0.0', 'b');
    expect(started.alerts().join('\n')).toContain('assumed-role/LocalAdmin/test');
  });
});

describe('the sweep', () => {
  /** 40 tags in two repositories, each of which then moves once. */
  async function run(isLost: (event: AwsEvent) => boolean): Promise<[string[], string[]]> {
    const started = await start((event) => isTrail(event) || isLost(event));
    const { ecr, stack, alerts } = started;
    await createRepositories(ecr, 'team/web', 'team/api');
    for (const version of ['a', 'b']) {
      for (let at = 0; at < 40; at += 1) {
        const repositoryName = at % 2 === 0 ? 'team/web' : 'team/api';
        const imageManifest = manifest(`${version} ${at}`);
        const imageTag = `1.0.${at}`;
        await ecr.send(new PutImageCommand({ repositoryName, imageManifest, imageTag }));
      }
      await stack.idle();
      await stack.fire('moved-tags');
    }
    const told = alerts().map((text) => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'then'));
    return [await ledgerOf(started), told.toSorted()];
  }

  test('comes to the same ledger and the same alerts when every tenth event is lost', async () => {
    const undisturbed = await run(() => false);
    const { isLost, lost } = losingEveryTenth((it) => it['detail-type'] === 'ECR Image Action');
    expect(await run(isLost)).toEqual(undisturbed);
    expect([undisturbed[0].length, undisturbed[1].length, lost.length]).toEqual([40, 40, 8]);
  });

  test('of what is known costs a Query a repository, and no call for a tag', async () => {
    const started = await start();
    const { aws, ecr, stack } = started;
    await createRepositories(ecr, 'team/web', 'other/web');
    await push(ecr, 'team/web', ['1.0.0', '1.0.1', 'latest'], manifest('a'));
    await stack.idle();
    const requests: string[] = [];
    onTestFinished(aws.onExchange(({ operation }) => void requests.push(operation)));
    expect(await stack.fire('moved-tags')).toMatchObject({
      ok: true,
      result: { repositories: 1, tags: 3, steps: { none: 3 } },
    });
    expect(requests.toSorted()).toEqual([
      'DescribeImages',
      'DescribePullThroughCacheRules',
      'DescribeRepositories',
      'Query',
    ]);
  });
});

describe('an event', () => {
  test('of an older image than the tag names is nothing', async () => {
    const started = await start();
    const { ecr, stack, alerts } = started;
    await createRepositories(ecr, 'team/web');
    const first = await pushTo(started, 'team/web', 'latest', 'a');
    const second = await pushTo(started, 'team/web', 'latest', 'b');
    stack.deliver(pushEvent('team/web', 'latest', first));
    await stack.idle();
    expect(alerts()).toEqual([]);
    expect(await ledgerOf(started)).toEqual([`team/web:latest → ${second}`]);
  });

  test('one of many, repeated and in any order, leaves the ledger at what the registry says', async () => {
    const started = await start();
    const { ecr, stack, alerts, deadLetters } = started;
    await createRepositories(ecr, 'team/web');
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const digests: string[] = [];
    for (const name of names) {
      digests.push(await push(ecr, 'team/web', ['1.0.0'], manifest(name)));
      if (digests.length === 1) await stack.idle();
      for (const digest of digests.toReversed()) {
        stack.deliver(pushEvent('team/web', '1.0.0', digest));
      }
    }
    await stack.idle();
    expect(await ledgerOf(started)).toEqual([`team/web:1.0.0 → ${digests.at(-1)}`]);
    expect(deadLetters()).toEqual([]);
    const told = alerts().map((text) => {
      const [, from = '', to = ''] = /It named (\S+)\n- It names (\S+) now/.exec(text) ?? [];
      return [digests.indexOf(from), digests.indexOf(to)] as const;
    });
    expect(told.map(([, to]) => to)).toContain(names.length - 1);
    for (const [from, to] of told) expect(from).toBeLessThan(to);
  });

  test('of what is gone is nothing', async () => {
    const started = await start();
    const { stack } = started;
    stack.deliver(pushEvent('team/web', '1.0.0', digestOf('gone')));
    await stack.idle();
    expect(resultsOf(started, 'moved-tags')).toEqual([{ watched: 'gone' }]);
  });

  test('of our own quarantine tag, without a tag, or of a failed call reaches no function', async () => {
    const { stack } = await start();
    const functionsOf = (file: string, detail: object = {}) =>
      stack.deliver(sampleEvent(`aws.ecr/${file}.json`, detail));
    const ours = { 'image-tag': 'quarantine-e5771cc32b68' };
    const imageTag = 'quarantine-e5771cc32b68';
    expect([
      ...functionsOf('image-action-push-tagged', ours),
      ...functionsOf('image-action-push-untagged-child'),
      ...functionsOf('referrer-action-push'),
      ...functionsOf('cloudtrail-put-image', { errorCode: 'ImageAlreadyExistsException' }),
      ...functionsOf('cloudtrail-put-image', { requestParameters: { imageTag } }),
      ...functionsOf('cloudtrail-batch-get-image-pull'),
    ]).toEqual([]);
    expect(functionsOf('image-action-push-index')).toContain('moved-tags');
    await stack.idle();
  });

  test.each(['image-action-push-tagged', 'image-action-push-minimal', 'cloudtrail-put-image'])(
    '%s with anything missing, extra or of another type is handled or refused with a reason',
    async (file) => {
      const { stack, deadLetters } = await start();
      const event = sampleEvent(`aws.ecr/${file}.json`);
      await fc.assert(
        fc.asyncProperty(eventMutations(event), async (mutation) => {
          const outcome = await stack.invoke('moved-tags', mutation);
          expect(outcome.ok).toBe(true);
        }),
        { numRuns: 20 },
      );
      expect(deadLetters()).toEqual([]);
    },
  );
});
