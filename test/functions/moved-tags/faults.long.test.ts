import {
  BatchDeleteImageCommand,
  CreatePullThroughCacheRuleCommand,
  PutImageCommand,
} from '@aws-sdk/client-ecr';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AwsEvent } from '../../../local/events/event.ts';
import type { Alert } from '../../../shared/alerts/alert.ts';
import { eventMutations } from '../../support/event-mutations.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { losingEveryTenth } from '../../support/reactions.ts';
import { sampleEvent } from '../../support/stack.ts';
import { isTrail, ledgerOf, pushEvent, pushTo, start, trailEvent, walkTags } from './moved-tags.ts';

describe('a tag', () => {
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
  ])('that %s is left alone, by events and by the walk', async (_, repository, tag) => {
    const started = await start();
    const { ecr, alerts } = started;
    const rule = { ecrRepositoryPrefix: 'observed', upstreamRegistryUrl: 'quay.io' };
    await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
    await createRepositories(ecr, repository);
    await pushTo(started, repository, tag, 'a');
    await pushTo(started, repository, tag, 'b');
    await walkTags(started);
    expect(alerts()).toEqual([]);
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

  test('whose alert cannot be sent is told by the retry', async () => {
    const started = await start();
    const { aws, ecr, alerts } = started;
    await createRepositories(ecr, 'team/web');
    await pushTo(started, 'team/web', '1.0.0', 'a');
    aws.faults.set([{ operations: ['sns:*'], error: 'AuthorizationError', times: 1 }]);
    const second = await pushTo(started, 'team/web', '1.0.0', 'b');
    expect(alerts()).toHaveLength(1);
    expect(await ledgerOf(started)).toEqual([`team/web:1.0.0 → ${second}`]);
  });

  test('whose alert no retry can send is told by the walk', async () => {
    const started = await start();
    const { aws, ecr, alerts, deadLetters } = started;
    await createRepositories(ecr, 'team/web');
    await pushTo(started, 'team/web', '1.0.0', 'a');
    aws.faults.set([{ operations: ['sns:*'], error: 'AuthorizationError' }]);
    const second = await pushTo(started, 'team/web', '1.0.0', 'b');
    expect([alerts().length, deadLetters().length]).toEqual([0, 1]);
    expect(await ledgerOf(started)).toEqual([`team/web:1.0.0 → ${second} untold`]);
    aws.faults.set([]);
    await walkTags(started);
    expect(alerts()).toHaveLength(1);
    expect(await ledgerOf(started)).toEqual([`team/web:1.0.0 → ${second}`]);
  });
});

describe('who pushed', () => {
  const alice = 'arn:aws:sts::123456789012:assumed-role/Developer/alice';

  test('is told afterwards, once, when CloudTrail tells after', async () => {
    const started = await start();
    const { ecr, stack, alerts } = started;
    await createRepositories(ecr, 'team/web');
    await pushTo(started, 'team/web', '1.0.0', 'a');
    const digest = await pushTo(started, 'team/web', '1.0.0', 'b');
    for (const _ of [1, 2]) stack.deliver(trailEvent('team/web', '1.0.0', digest, alice));
    await stack.idle();
    expect(alerts()).toEqual([
      expect.stringContaining('Who pushed: not known yet: CloudTrail has no event of it so far'),
      expect.stringContaining(`\n\n- "${alice}" pushed ${digest} under it (CloudTrail)\n`),
    ]);
  });
});

describe('the walk', () => {
  /** 40 tags in two repositories, each of which then moves once. */
  async function run(isLost: (event: AwsEvent) => boolean): Promise<[string[], string[]]> {
    const started = await start((event) => isTrail(event) || isLost(event));
    const { ecr, stack, ownEvents } = started;
    await createRepositories(ecr, 'team/web', 'team/api');
    for (const version of ['a', 'b']) {
      for (let at = 0; at < 40; at += 1) {
        const repositoryName = at % 2 === 0 ? 'team/web' : 'team/api';
        const imageManifest = manifest(`${version} ${at}`);
        const imageTag = `1.0.${at}`;
        await ecr.send(new PutImageCommand({ repositoryName, imageManifest, imageTag }));
      }
      await stack.idle();
      await walkTags(started);
    }
    // An event each, in however many messages; its cause and id have the time in them.
    const told = ownEvents.map(({ detail }) => {
      const { title, where, what } = detail as Pick<Alert, 'title' | 'where' | 'what'>;
      const text = JSON.stringify({ title, where, what });
      return text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'then');
    });
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
    expect(await walkTags(started)).toMatchObject({
      ok: true,
      result: { repositories: 1, tags: 3, steps: { none: 3 } },
    });
    expect(requests.toSorted()).toEqual([
      'DescribeImages',
      'DescribePullThroughCacheRules',
      'DescribeRegistry',
      'DescribeRepositories',
      'Query',
    ]);
  });
});

describe('an event', () => {
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
      const [, from = '', to = ''] = /Before:\s+(\S+)\n- Now:\s+([^\s,]+)/.exec(text) ?? [];
      return [digests.indexOf(from), digests.indexOf(to)] as const;
    });
    expect(told.map(([, to]) => to)).toContain(names.length - 1);
    for (const [from, to] of told) expect(from).toBeLessThan(to);
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
