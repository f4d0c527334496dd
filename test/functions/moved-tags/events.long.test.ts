import { describe, expect, test } from 'vitest';
import { digestOf } from '../../local/images.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { resultsOf } from '../../support/reactions.ts';
import { sampleEvent } from '../../support/stack.ts';
import { ledgerOf, pushEvent, pushTo, start, trailEvent, walkTags } from './moved-tags.ts';

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
    expect(alerts()[0]).toContain(`- Before: ${first}\n- Now: ${second}, pushed `);
    expect(alerts()[0]).toContain('- See the wiki.');
    expect(await ledgerOf(started)).toEqual([`team/web:1.4.2 → ${second}`]);
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
    await walkTags(started);
    expect(alerts()).toEqual([]);
    expect((await ledgerOf(started)).map((line) => line.split(' ')[0])).toEqual(['team/web:1.0.0']);
  });

  test('that moves there and back and there again is told each time', async () => {
    const started = await start();
    await createRepositories(started.ecr, 'team/web');
    for (const name of ['a', 'b', 'a', 'b']) {
      await pushTo(started, 'team/web', '1.0.0', name);
    }
    expect(started.alerts()).toHaveLength(3);
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

  test('is told in one way or the other with a trail as AWS has it', async () => {
    const started = await start(() => false);
    await createRepositories(started.ecr, 'team/web');
    await pushTo(started, 'team/web', '1.0.0', 'a');
    await pushTo(started, 'team/web', '1.0.0', 'b');
    expect(started.alerts().join('\n')).toContain('assumed-role/LocalAdmin/test');
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
});
