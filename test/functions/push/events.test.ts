import { describe, expect, test } from 'vitest';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, push } from '../../support/images.ts';
import { sampleEvent, startTestStack } from '../../support/stack.ts';
import { quarantined, registryYml, tagsOf } from './push.ts';

describe('a push', () => {
  test('under a valid tag costs one call, beside the configuration in the first minute', async () => {
    const { aws, ecr, stack, invocations, alerts } = await startTestStack(registryYml);
    await createRepositories(ecr, 'team-a/web');
    await stack.idle();
    const calls = recordCalls(aws);
    const digest = await push(ecr, 'team-a/web', ['1.4.2']);
    await stack.idle();
    expect(calls).toEqual(['ecr:PutImage', 'dynamodb:GetItem', 'ecr:DescribeImages']);
    expect(invocations).toMatchObject([
      { functionName: 'repository', outcome: { ok: true } },
      { functionName: 'push', outcome: { ok: true, result: { violations: [] } } },
    ]);
    expect(await tagsOf(ecr, 'team-a/web', digest)).toEqual(['1.4.2']);
    expect(alerts()).toEqual([]);
    calls.length = 0;
    await push(ecr, 'team-a/web', ['1.4.3']);
    await stack.idle();
    expect(calls).toEqual(['ecr:PutImage', 'ecr:DescribeImages']);
  });

  test('under an invalid tag is quarantined and reported, once', async () => {
    const { aws, ecr, stack, invocations, alerts } = await startTestStack(registryYml);
    await createRepositories(ecr, 'team-a/web');
    await stack.idle();
    const calls = recordCalls(aws);
    const digest = await push(ecr, 'team-a/web', ['latest']);
    await stack.idle();
    expect(await tagsOf(ecr, 'team-a/web', digest)).toEqual([quarantined(digest)]);
    expect(calls.filter((call) => call.startsWith('ecr:')).slice(1, 9)).toEqual([
      'ecr:DescribeImages',
      'ecr:DescribePullThroughCacheRules',
      'ecr:DescribeRepositoryCreationTemplates', // whose registry is it?
      'ecr:GetLifecyclePolicy', // does it keep the image by its tag?
      'ecr:BatchGetImage',
      'ecr:PutImage',
      'ecr:DescribeImages',
      'ecr:BatchDeleteImage',
    ]);
    // That its tag was removed is an event of ECR, and one of CloudTrail.
    expect(invocations.map(({ functionName }) => functionName)).toEqual([
      ...['repository', 'push', 'deletion', 'deletion'],
    ]);
    expect(alerts()).toEqual([
      [
        '1 naming violation in team-a/web',
        '',
        '- "latest" is not semver (such as 1.4.2) (rule: releases)',
        '',
        'Done:',
        `- The tag is removed. The image stays, as team-a/web:${quarantined(digest)}`,
        '',
        'To do:',
        '- Push it again under a valid tag',
        '- Or give it this tag back: npx ecr-steward release team-a/web:latest',
        '',
        'Where: team-a/web:latest in 123456789012/eu-west-1 (stage local)',
        'Kind: naming.violation, warning',
      ].join('\n'),
    ]);
  });

  test('of a signature, as cosign names it, is left alone and tells nobody', async () => {
    const { ecr, stack, alerts } = await startTestStack(registryYml);
    await createRepositories(ecr, 'team-a/web');
    const subject = await push(ecr, 'team-a/web', ['1.4.2']);
    const tag = `${subject.replace(':', '-')}.sig`;
    const digest = await push(ecr, 'team-a/web', [tag]);
    await stack.idle();
    expect(await tagsOf(ecr, 'team-a/web', digest)).toEqual([tag]);
    expect(alerts()).toEqual([]);
  });

  test('against a rule that only reports changes nothing', async () => {
    const { ecr, stack, alerts } = await startTestStack(registryYml);
    await createRepositories(ecr, 'team-b/web');
    const digest = await push(ecr, 'team-b/web', ['test']);
    await stack.idle();
    expect(await tagsOf(ecr, 'team-b/web', digest)).toEqual(['test']);
    expect(alerts()).toEqual([expect.stringContaining('"test" is not [^t].*')]);
  });

  test('without a tag, or with our own, reaches no function; nor do our own events', async () => {
    const { stack } = await startTestStack(registryYml);
    const child = sampleEvent('aws.ecr/image-action-push-untagged-child.json');
    const ours = { 'image-tag': 'quarantine-e5771cc32b68' };
    expect(stack.deliver(child)).toEqual([]);
    expect(stack.deliver(sampleEvent('aws.ecr/image-action-push-tagged.json', ours))).toEqual([]);
    expect(stack.deliver(sampleEvent('aws.ecr/image-action-push-minimal.json'))).toEqual(['push']);
    for (const sample of ['alert-naming-violation', 'alert-cleared']) {
      expect(stack.deliver(sampleEvent(`ecr-steward/${sample}.json`))).toEqual([]);
    }
    await stack.idle();
  });
});

describe('an event', () => {
  test('that comes twice has one effect', async () => {
    const { aws, ecr, stack, alerts } = await startTestStack(registryYml);
    await createRepositories(ecr, 'team-a/web');
    const digest = await push(ecr, 'team-a/web', ['latest']);
    await stack.idle();
    const calls = recordCalls(aws);
    const detail = { 'repository-name': 'team-a/web', 'image-digest': digest };
    stack.deliver(sampleEvent('aws.ecr/image-action-push-tagged.json', detail));
    await stack.idle();
    expect(calls).toEqual(['ecr:DescribeImages']);
    expect(alerts()).toHaveLength(1);
  });

  test('of an image that is gone is nothing to do', async () => {
    const { stack, invocations } = await startTestStack(registryYml);
    stack.deliver(sampleEvent('aws.ecr/image-action-push-tagged.json'));
    await stack.idle();
    expect(invocations).toMatchObject([{ outcome: { ok: true } }]);
  });

  test('without a digest is looked up by its tag', async () => {
    const { ecr, stack } = await startTestStack(registryYml);
    await createRepositories(ecr, 'team-a/web');
    const digest = await push(ecr, 'team-a/web', ['latest']);
    await stack.idle();
    const detail = { 'repository-name': 'team-a/web', 'image-tag': quarantined(digest) };
    const outcome = await stack.invoke('push', { id: 'x', detail });
    expect(outcome).toMatchObject({ ok: true, result: { checked: { repositories: 1 } } });
  });

  test('that fails for good goes to the dead-letter queue with its cause', async () => {
    const { aws, ecr, stack, deadLetters } = await startTestStack(registryYml);
    await createRepositories(ecr, 'team-a/web');
    const operations = ['ecr:DescribeImages'];
    aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
    await push(ecr, 'team-a/web', ['latest']);
    await stack.idle();
    expect(deadLetters()).toHaveLength(1);
    expect(JSON.parse(deadLetters()[0] ?? '')).toMatchObject({
      requestContext: { condition: 'RetriesExhausted' },
      requestPayload: { detail: { 'repository-name': 'team-a/web' } },
      responsePayload: { errorType: 'AccessDeniedException' },
    });
  });
});
