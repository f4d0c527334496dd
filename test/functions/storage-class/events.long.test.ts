import { type ECRClient, UpdateImageStorageClassCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import type { Uses } from '../../../local/aws.ts';
import { image as readImage } from '../../../shared/registry/read.ts';
import { digestOf, index, manifest } from '../../local/images.ts';
import { createRepositories, push } from '../../support/images.ts';
import { soon } from '../../support/soon.ts';
import { sampleEvent, startTestStack } from '../../support/stack.ts';
import { archive, image, withImage } from './storage-class.ts';

describe('an archived image is reported when it is used by', () => {
  test.each<[string, Uses, string]>([
    [
      'a service, under a tag',
      { services: [{ cluster: 'prod', name: 'web', images: [image('team-a/web:1.0.0')] }] },
      'ECS service prod/web, as 1.0.0',
    ],
    [
      'a task that runs, under a tag',
      {
        tasks: [
          { cluster: 'prod', family: 'job', containers: [{ image: image('team-a/web:1.0.0') }] },
        ],
      },
      'ECS task prod/job, as 1.0.0',
    ],
    [
      'a function, at the dual-stack address',
      {
        functions: [
          { name: 'zip' },
          {
            name: 'resize',
            imageUri: '123456789012.dkr-ecr.eu-west-1.on.aws/team-a/web:1.0.0',
          },
        ],
      },
      'Lambda function resize, as 1.0.0',
    ],
  ])('%s', async (_, uses, user) => {
    const started = await withImage(uses);
    await archive(started, 'team-a/web', '1.0.0');
    expect(started.alerts()).toEqual([expect.stringContaining(`- used by ${user}\n`)]);
  });

  test('a task that has pulled a digest whose tag has moved on', async () => {
    const tags = ['1.0.0', 'latest'];
    const imageDigest = digestOf(manifest(`team-a/web ${tags}`));
    const containers = [{ image: image('team-a/web:latest'), imageDigest }];
    const started = await withImage(
      { tasks: [{ cluster: 'prod', family: 'web', containers }] },
      tags,
    );
    expect(await push(started.ecr, 'team-a/web', ['latest'])).not.toBe(imageDigest);
    await archive(started, 'team-a/web', '1.0.0');
    const [alert = ''] = started.alerts();
    expect(started.alerts()).toHaveLength(1);
    expect(alert).toContain(
      [
        'An archived image of team-a/web is in use',
        '',
        `- team-a/web@${imageDigest} is in the archive: the next pull of it fails with a 404`,
        `- used by ECS task prod/web, as ${imageDigest}`,
        '',
        'To do:',
        `- Restore it, which takes up to 20 minutes: aws ecr update-image-storage-class --repository-name team-a/web --image-id imageDigest=${imageDigest} --target-storage-class STANDARD`,
      ].join('\n'),
    );
  });
});

test('with restore: inUse, an event restores what runs with all that it needs, and nothing else', async () => {
  const services = [{ cluster: 'prod', name: 'web', images: [image('team-a/web:multi')] }];
  const yml = 'use: { sources: [ecs], restore: inUse }';
  let isLost = true;
  const started = await startTestStack(yml, { uses: { services } }, {}, () => isLost);
  const { ecr, stack } = started;
  await createRepositories(ecr, 'team-a/web');
  const [part = '', other = ''] = ['arm64', 'amd64'].map((it) => manifest(it));
  for (const it of [part, other]) await push(ecr, 'team-a/web', [], it);
  const own = await push(ecr, 'team-a/web', ['multi'], index(part, other));
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const subject = { mediaType, digest: own, size: index(part, other).length };
  const signature = await push(ecr, 'team-a/web', [], manifest('signature', { subject }));
  const unrelated = await push(ecr, 'team-a/web', ['old'], manifest('old'));
  const move = async (imageDigest: string, targetStorageClass: 'ARCHIVE' | 'STANDARD') => {
    const imageId = { imageDigest };
    const input = { repositoryName: 'team-a/web', imageId, targetStorageClass };
    await ecr.send(new UpdateImageStorageClassCommand(input));
  };
  // As a lifecycle policy does it: an index, and what belongs to it, before any event comes.
  const needed = [own, digestOf(part), digestOf(other), signature];
  for (const it of needed) if ((await statusOf(ecr, it)) === 'ACTIVE') await move(it, 'ARCHIVE');
  isLost = false;
  await move(unrelated, 'ARCHIVE');
  await soon(async () => {
    await stack.idle();
    for (const it of needed) expect(await statusOf(ecr, it)).toBe('ACTIVE');
  });
  expect(await statusOf(ecr, unrelated)).toBe('ARCHIVED');
  const alerts = started.alerts().join('');
  expect(alerts).toContain(`the image index ${own} lists it`);
  expect(alerts).toContain(`it belongs to ${own}, which is in use`);
  expect(started.deadLetters()).toEqual([]);
});

async function statusOf(ecr: ECRClient, imageDigest: string) {
  const filter = { imageStatus: 'ANY' as const };
  return (await readImage(ecr, 'team-a/web', { imageDigest }, filter))?.imageStatus;
}

test('a restore is looked at, as the parts of an image index can be read then', async () => {
  const { stack } = await startTestStack('');
  const restored = sampleEvent('aws.ecr/image-action-restore.json');
  expect(stack.deliver(restored)).toEqual(['storage-class']);
  await stack.idle();
});
