import {
  BatchDeleteImageCommand,
  CreateRepositoryCommand,
  PutImageCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { parseSnapshot } from '../../local/ecr/snapshot/snapshot.ts';
import { isCached } from '../../shared/registry/cached.ts';
import { snapshotText } from '../../shared/registry/snapshot/text.ts';
import { replaceTag } from '../../shared/registry/tags/retag.ts';
import { startTestAws } from '../local/start.ts';
import { createRepositories, manifest, push } from '../support/images.ts';
import { putLifecycle } from '../support/lifecycle.ts';

test.each([
  ['docker.io/library/redis', ['docker.io'], true],
  ['docker.io/library/redis', ['docker.io/'], true],
  ['docker.io', ['docker.io'], false],
  ['docker.iox/redis', ['docker.io'], false],
  ['team-a/web', ['quay.io', 'team-a'], true],
  ['team-a/web', [], false],
  ['team-a/web', ['ROOT'], true],
])('%s is in a cache of %j: %s', (repository, prefixes, cached) => {
  expect(isCached(repository, prefixes)).toBe(cached);
});

describe('replaceTag', () => {
  test('works on an index, whose children stay where they are', async () => {
    const { ecr } = await startTestAws();
    await createRepositories(ecr, 'a/b');
    const child = await push(ecr, 'a/b', []);
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const platform = { os: 'linux', architecture: 'amd64' };
    const manifests = [
      { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: child, size: 1, platform },
    ];
    const index = JSON.stringify({ schemaVersion: 2, mediaType, manifests });
    const imageDigest = await push(ecr, 'a/b', ['latest'], index);
    const from = { repositoryName: 'a/b', imageTag: 'latest', imageDigest };
    expect(await replaceTag(ecr, from, 'quarantine-x')).toEqual({ state: 'replaced' });
    const input = { repositoryName: 'a/b', imageIds: [{ imageTag: 'latest' }] };
    const { failures } = await ecr.send(new BatchDeleteImageCommand(input));
    expect(failures).toMatchObject([{ failureCode: 'ImageNotFound' }]);
  });

  test('works where tags are immutable', async () => {
    const { ecr } = await startTestAws();
    const immutable = { repositoryName: 'a/b', imageTagMutability: 'IMMUTABLE' } as const;
    await ecr.send(new CreateRepositoryCommand(immutable));
    const imageDigest = await push(ecr, 'a/b', ['latest']);
    const from = { repositoryName: 'a/b', imageTag: 'latest', imageDigest };
    expect(await replaceTag(ecr, from, 'quarantine-x')).toEqual({ state: 'replaced' });
  });

  test('leaves the image with its old tag when the new one cannot be put', async () => {
    const { aws, ecr } = await startTestAws();
    await createRepositories(ecr, 'a/b');
    const imageDigest = await push(ecr, 'a/b', ['latest']);
    aws.faults.set([{ operations: ['ecr:PutImage'], error: 'LimitExceededException' }]);
    const from = { repositoryName: 'a/b', imageTag: 'latest', imageDigest };
    await expect(replaceTag(ecr, from, 'quarantine-x')).rejects.toThrow('LimitExceeded');
    aws.faults.clear();
    const again = {
      repositoryName: 'a/b',
      imageTag: 'latest',
      imageManifest: manifest('a/b latest'),
    };
    await expect(ecr.send(new PutImageCommand(again))).rejects.toThrow(/already exists/);
  });
});

test('a snapshot holds every repository, image and rule, and loads again', async () => {
  const { ecr } = await startTestAws();
  await createRepositories(ecr, 'a/b', 'a/empty');
  await push(ecr, 'a/b', ['1.0.0', 'latest']);
  await putLifecycle(ecr, 'a/b', [
    { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
  ]);
  const text = (await Array.fromAsync(snapshotText(ecr))).join('');
  const snapshot = parseSnapshot(text);
  expect(snapshot.repositories.map(({ repositoryName }) => repositoryName)).toEqual([
    'a/b',
    'a/empty',
  ]);
  expect(snapshot.imageDetails).toMatchObject([{ imageTags: ['1.0.0', 'latest'] }]);
  expect(snapshot.lifecyclePolicies).toMatchObject([{ repositoryName: 'a/b' }]);
  const { ecr: loaded } = await startTestAws({ snapshot });
  expect(JSON.parse((await Array.fromAsync(snapshotText(loaded))).join(''))).toEqual(
    JSON.parse(text),
  );
});
