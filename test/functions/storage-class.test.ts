import { describe, expect, test } from 'vitest';
import type { Uses } from '../../local/aws.ts';
import { digestOf, manifest } from '../local/images.ts';
import { push } from '../support/images.ts';
import { sampleEvent, startTestStack } from '../support/stack.ts';
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

test('a restore reaches no function', async () => {
  const { stack } = await startTestStack('');
  expect(stack.deliver(sampleEvent('aws.ecr/image-action-restore.json'))).toEqual([]);
});
