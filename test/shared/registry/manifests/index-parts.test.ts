import {
  DeleteRepositoryCommand,
  RepositoryNotFoundException,
  UpdateImageStorageClassCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { createIndexReader } from '../../../../shared/registry/manifests/index-parts.ts';
import {
  createRepository,
  digestOf,
  index,
  manifest,
  put,
  repositoryName,
} from '../../../local/images.ts';
import { startTestAws } from '../../../local/start.ts';
import { recordCalls } from '../../../support/calls.ts';
import { ecrAnswering } from '../../../support/ecr-answering.ts';
import { digest } from '../../use/images.ts';

/** A repository with an index of two images. */
async function start() {
  const { aws, ecr } = await startTestAws();
  await createRepository(ecr);
  const children = ['amd64', 'arm64'].map((it) => manifest(it));
  for (const child of children) await put(ecr, child);
  const own = await put(ecr, index(...children), '1');
  return { ecr, own, calls: recordCalls(aws), parts: children.map(digestOf) };
}

describe('the parts of an index', () => {
  test('are read once, whoever asks', async () => {
    const { ecr, own, calls, parts } = await start();
    const { partsOf } = createIndexReader(ecr);
    expect(await partsOf(repositoryName, [own])).toEqual(new Map([[own, parts]]));
    expect(await partsOf(repositoryName, [own])).toEqual(new Map([[own, parts]]));
    expect(await partsOf(repositoryName, [])).toEqual(new Map());
    expect(calls).toEqual(['ecr:BatchGetImage']);
  });

  test('of one in the archive, or gone, are unknown; the others are read', async () => {
    const { ecr, own, parts } = await start();
    const other = await put(ecr, index(manifest('amd64')), 'old');
    const input = { repositoryName, imageId: { imageDigest: other } };
    await ecr.send(new UpdateImageStorageClassCommand({ ...input, targetStorageClass: 'ARCHIVE' }));
    const { partsOf } = createIndexReader(ecr);
    expect(await partsOf(repositoryName, [other, digest(1), own])).toEqual(
      new Map([
        [other, undefined],
        [digest(1), undefined],
        [own, parts],
      ]),
    );
  });

  test('of an image that is none are unknown', async () => {
    const { ecr, parts } = await start();
    const [image = ''] = parts;
    expect(await createIndexReader(ecr).partsOf(repositoryName, [image])).toEqual(
      new Map([[image, undefined]]),
    );
  });

  test('of a repository that is gone are unknown', async () => {
    const { ecr, own } = await start();
    await ecr.send(new DeleteRepositoryCommand({ repositoryName, force: true }));
    const read = await createIndexReader(ecr).partsOf(repositoryName, [own]);
    expect(read).toEqual(new Map([[own, undefined]]));
  });

  test.each([
    ['no JSON', 'not JSON'],
    ['no index', '{"layers": []}'],
    ['a list without digests', '{"manifests": [{}]}'],
    ['nothing', undefined],
  ])('that are %s are unknown', async (_, imageManifest) => {
    const imageId = { imageDigest: digest(1) };
    const ecr = ecrAnswering({ BatchGetImage: () => ({ images: [{ imageId, imageManifest }] }) });
    const read = await createIndexReader(ecr).partsOf('a/b', [digest(1)]);
    expect(read).toEqual(new Map([[digest(1), undefined]]));
  });

  test('are read a hundred indexes at a time', async () => {
    const asked: number[] = [];
    const ecr = ecrAnswering({
      BatchGetImage: ({ imageIds }) => {
        asked.push((imageIds as unknown[]).length);
        return {};
      },
    });
    const all = Array.from({ length: 250 }, (_, at) => digest(at));
    expect((await createIndexReader(ecr).partsOf('a/b', all)).size).toBe(250);
    expect(asked).toEqual([100, 100, 50]);
  });

  test('that cannot be read are an error, and asked for again', async () => {
    let isDenied = true;
    const ecr = ecrAnswering({
      BatchGetImage: () => {
        if (isDenied) throw new Error('denied');
        const imageId = { imageDigest: digest(1) };
        return { images: [{ imageId, imageManifest: '{"manifests": []}' }] };
      },
    });
    const { partsOf } = createIndexReader(ecr);
    await expect(partsOf('a/b', [digest(1)])).rejects.toThrow('denied');
    isDenied = false;
    expect(await partsOf('a/b', [digest(1)])).toEqual(new Map([[digest(1), []]]));
  });

  test('of many repositories are remembered of the last 500', async () => {
    const asked: unknown[] = [];
    const gone = new RepositoryNotFoundException({ $metadata: {}, message: 'gone' });
    const ecr = ecrAnswering({
      BatchGetImage: ({ repositoryName: name }) => {
        asked.push(name);
        throw gone;
      },
    });
    const { partsOf } = createIndexReader(ecr);
    for (let at = 0; at <= 500; at += 1) await partsOf(`r${at}`, [digest(1)]);
    await partsOf('r500', [digest(1)]);
    expect(asked).toHaveLength(501);
    await partsOf('r0', [digest(1)]);
    expect(asked).toHaveLength(502);
  });
});
