import {
  DeleteRepositoryCommand,
  type ImageIdentifier,
  ListImagesCommand,
} from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import { watch } from '../events.ts';
import { index, manifest, put, remove, repositoryName } from '../images.ts';
import { refusal, startWithRepository, type TestAws } from '../start.ts';

/** As buildx pushes a commit: an index with the tag, and under it the image and its attestation. */
async function pushBuild({ ecr }: TestAws, commit: string) {
  const children = [manifest(commit), manifest(`${commit} attestation`)];
  for (const child of children) await put(ecr, child);
  await put(ecr, index(...children), commit);
}

const listed = async ({ ecr }: TestAws): Promise<ImageIdentifier[]> =>
  (await ecr.send(new ListImagesCommand({ repositoryName }))).imageIds ?? [];

test('a repository of indexes is emptied in two passes, whatever the order', async () => {
  const started = await startWithRepository();
  const { ecr } = started;
  const { details } = watch(started.aws);
  for (const commit of ['one', 'two', 'three']) await pushBuild(started, commit);
  const ids = await listed(started);
  const indexAt = ids.flatMap((id, at) => (id.imageTag === undefined ? [] : [at]));
  const children = ids.filter((id) => id.imageTag === undefined);
  const first = await remove(ecr, ...ids.map(({ imageDigest }) => ({ imageDigest })));
  expect(first.failures?.length).toBeGreaterThan(0);
  expect(new Set(first.failures?.map((it) => it.failureCode))).toEqual(
    new Set(['ImageReferencedByManifestList']),
  );
  expect(first.imageIds?.filter((id) => id.imageTag !== undefined)).toHaveLength(indexAt.length);
  const left = await listed(started);
  expect(left.length).toBe(first.failures?.length);
  expect(left.every((id) => children.some((it) => it.imageDigest === id.imageDigest))).toBe(true);
  const empty = new DeleteRepositoryCommand({ repositoryName });
  expect((await refusal(ecr.send(empty))).name).toBe('RepositoryNotEmptyException');
  expect((await remove(ecr, ...left)).failures).toEqual([]);
  await ecr.send(empty);
  const deletions = details('ECR Image Action').filter(
    (it) => Reflect.get(it as object, 'action-type') === 'DELETE',
  );
  const tags = deletions.flatMap((it) => Reflect.get(it as object, 'image-tag') ?? []);
  expect(tags.sort()).toEqual(['one', 'three', 'two']);
  expect(deletions).toHaveLength(9);
});
