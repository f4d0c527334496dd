import { UpdateImageStorageClassCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, push } from '../../support/images.ts';
import { resultsOf } from '../../support/reactions.ts';
import { sampleEvent, startTestStack } from '../../support/stack.ts';
import { archive, image, withImage } from './storage-class.ts';

describe('nothing is reported', () => {
  test.each<[string, string]>([
    ['another tag', image('team-a/web:2.0.0')],
    ['another registry', '999999999999.dkr.ecr.eu-west-1.amazonaws.com/team-a/web:1.0.0'],
    ['another region', '123456789012.dkr.ecr.us-east-1.amazonaws.com/team-a/web:1.0.0'],
    ['no registry of ECR', 'nginx'],
  ])('of an image while only %s is used', async (_, uri) => {
    const started = await withImage({
      services: [{ cluster: 'prod', name: 'web', images: [uri] }],
    });
    await archive(started, 'team-a/web', '1.0.0');
    expect(started.invocations.at(-1)).toMatchObject({
      functionName: 'storage-class',
      outcome: { ok: true, result: { archived: 0 } },
    });
    expect(started.alerts()).toEqual([]);
  });
});

test('a burst of archive events looks up who runs what once, page by page', async () => {
  const services = Array.from({ length: 25 }, (_, at) => ({
    cluster: 'prod',
    name: `web-${at}`,
    images: [image('team-a/web:1.0.0')],
  }));
  const functions = Array.from({ length: 60 }, (_, at) => ({ name: `zip-${at}` }));
  const environment = { GATHER_SECONDS: '10' };
  const started = await startTestStack('', { uses: { services, functions } }, environment);
  const repositories = ['team-a/web', 'team-a/web-app', 'team-b/api'];
  await createRepositories(started.ecr, ...repositories);
  const imageDigest = await push(started.ecr, 'team-a/web', ['1.0.0']);
  const input = { repositoryName: 'team-a/web', imageId: { imageDigest } };
  const calls = recordCalls(started.aws);
  await started.ecr.send(
    new UpdateImageStorageClassCommand({ ...input, targetStorageClass: 'ARCHIVE' }),
  );
  for (let at = 0; at < 20; at += 1) {
    const of = { 'repository-name': repositories[at % 3] };
    const archived = sampleEvent('aws.ecr/image-action-archive.json', of);
    expect(started.stack.deliver(archived)).toEqual(['storage-class']);
  }
  await started.stack.idle();
  const results = resultsOf(started, 'storage-class');
  const looks = results.filter((it) => !Object.hasOwn(Object(it), 'gathered')).length;
  expect(results).toHaveLength(21);
  // One, or one more for events that a busy machine is late with.
  expect([1, 2]).toContain(looks);
  const times = (name: string) => calls.filter((call) => call === name).length;
  expect(times('ecs:ListServices')).toBe(looks);
  expect(times('ecs:DescribeTaskDefinition')).toBe(25 * looks);
  expect(times('lambda:ListFunctions')).toBe(2 * looks);
  // Whichever of them looked, all of the registry was looked at.
  expect(started.alerts()).toHaveLength(1);
});
