import { ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { images } from '../../../../shared/registry/read.ts';
import { isKnownToKeep } from '../../../../shared/registry/tags/keep-image.ts';
import { removeTag } from '../../../../shared/registry/tags/remove-tag.ts';
import { deleteTag, replaceTag } from '../../../../shared/registry/tags/retag.ts';
import { startTestAws, type TestAws } from '../../../local/start.ts';
import { recordCalls } from '../../../support/calls.ts';
import { createRepositories, manifest, push } from '../../../support/images.ts';
import { refusingPairs } from '../../../support/refusing-pairs.ts';

const repositoryName = 'a/b';

async function withImage(tags: string[], pairDeletesImage = false) {
  const started = await startTestAws({ pairDeletesImage });
  await createRepositories(started.ecr, repositoryName);
  const imageDigest = await push(started.ecr, repositoryName, tags, manifest('first'));
  return { ...started, from: { repositoryName, imageTag: 't', imageDigest }, imageDigest };
}

async function tagsOf(ecr: ECRClient): Promise<Record<string, string[]>> {
  const all = await Array.fromAsync(images(ecr, repositoryName, { tagStatus: 'ANY' }));
  return Object.fromEntries(
    all.map(({ imageDigest, imageTags = [] }) => [imageDigest, imageTags.toSorted()]),
  );
}

test('four calls, and one more as long as it has not been seen that ECR keeps the image', async () => {
  const { aws, ecr, imageDigest } = await withImage(['t', 'u']);
  const from = (imageTag: string) => ({ repositoryName, imageTag, imageDigest });
  const calls = recordCalls(aws);
  await replaceTag(ecr, from('t'), 'quarantine-x');
  expect(calls.splice(0)).toEqual([
    'ecr:BatchGetImage',
    'ecr:PutImage',
    'ecr:DescribeImages',
    'ecr:BatchDeleteImage',
    'ecr:DescribeImages',
  ]);
  expect(await replaceTag(ecr, from('u'), 'quarantine-x')).toEqual({ state: 'replaced' });
  expect(calls).toHaveLength(4);
});

describe('where ECR takes the image along with a tag', () => {
  test('it has its other tags and its quarantine tag again', async () => {
    const { ecr, from, imageDigest } = await withImage(['t', 'keep', 'more'], true);
    expect(await replaceTag(ecr, from, 'quarantine-x')).toEqual({ state: 'restored' });
    expect(await tagsOf(ecr)).toEqual({ [imageDigest]: ['keep', 'more', 'quarantine-x'] });
  });

  test('and the answer is lost, the image is there all the same', async () => {
    const { aws, ecr, from, imageDigest } = await withImage(['t', 'keep'], true);
    aws.faults.set([{ operations: ['ecr:BatchDeleteImage'], drop: 'after' }]);
    await expect(replaceTag(ecr, from, 'quarantine-x')).rejects.toThrow();
    expect(await tagsOf(ecr)).toEqual({ [imageDigest]: ['keep', 'quarantine-x'] });
  });

  test('a deleted tag costs none of the others', async () => {
    const { ecr, from, imageDigest } = await withImage(['t', 'keep', 'more'], true);
    expect(await deleteTag(ecr, from)).toEqual({ state: 'deleted', restored: true });
    expect(await tagsOf(ecr)).toEqual({ [imageDigest]: ['keep', 'more'] });
  });
});

describe('where ECR refuses a tag together with its digest', () => {
  test('the tag goes alone', async () => {
    const started = await withImage(['t']);
    const ecr = refusingPairs(started, async () => undefined);
    expect(await replaceTag(ecr, started.from, 'quarantine-x')).toEqual({ state: 'replaced' });
    expect(await tagsOf(ecr)).toEqual({ [started.imageDigest]: ['quarantine-x'] });
    // It says nothing of what a tag with its digest does.
    expect(isKnownToKeep(ecr)).toBe(false);
  });

  test('an image that is pushed in that moment gets its tag back', async () => {
    const started = await withImage(['t']);
    const second = manifest('second');
    const ecr = refusingPairs(started, () => push(started.ecr, repositoryName, ['u', 't'], second));
    const raced = await replaceTag(ecr, started.from, 'quarantine-x');
    expect(raced).toMatchObject({ state: 'raced', givenBack: true });
    const digest = raced.state === 'raced' ? raced.imageDigest : '';
    expect(await tagsOf(ecr)).toEqual({
      [started.imageDigest]: ['quarantine-x'],
      [digest]: ['t', 'u'],
    });
  });

  test('one that had only that tag is gone, and it says which', async () => {
    const started = await withImage(['t', 'keep']);
    let digest = '';
    const ecr = refusingPairs(started, async () => {
      digest = await push(started.ecr, repositoryName, ['t'], manifest('second'));
    });
    const answer = await deleteTag(ecr, started.from);
    expect(answer).toEqual({ state: 'raced', imageDigest: digest, givenBack: false });
    expect(await tagsOf(ecr)).toEqual({ [started.imageDigest]: ['keep'] });
  });

  test("and a third image is pushed in that moment, the tag is the third one's", async () => {
    const started = await withImage(['t']);
    const pushed = async (name: string, ...tags: string[]) =>
      push(started.ecr, repositoryName, tags, manifest(name));
    const ecr = refusingPairs(started, () => pushed('second', 'u', 't'));
    ecr.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'BatchGetImageCommand') await pushed('third', 't');
          return next(args);
        },
      { step: 'initialize' },
    );
    expect(await removeTag(ecr, started.from)).toMatchObject({ state: 'raced', givenBack: true });
    const all = Object.values(await tagsOf(started.ecr));
    expect(all.toSorted()).toEqual([[], ['t'], ['u']]);
  });

  test('a tag that has moved since is left alone', async () => {
    const started = await withImage(['t']);
    const ecr = refusingPairs(started, () => Promise.reject(new Error('it was taken')));
    await push(started.ecr, repositoryName, ['t'], manifest('second'));
    expect(await removeTag(ecr, started.from)).toEqual({ state: 'moved' });
  });

  test('and somebody deletes it in that moment, nothing was taken', async () => {
    const started = await withImage(['t', 'keep']);
    const { ecr: other, from, imageDigest } = started;
    const ecr = refusingPairs(started, () => removeTag(other, from));
    expect(await deleteTag(ecr, from)).toEqual({ state: 'gone' });
    expect(await tagsOf(other)).toEqual({ [imageDigest]: ['keep'] });
  });

  test('and then alone, it says why', async () => {
    const started = await withImage(['t', 'keep']);
    const failure = { failureCode: 'Odd', failureReason: 'who knows' };
    const ecr = failing(started, failure);
    await expect(deleteTag(ecr, started.from)).rejects.toMatchObject(failureOf('Odd'));
    expect(await tagsOf(started.ecr)).toEqual({ [started.imageDigest]: ['keep', 't'] });
  });
});

/** Every deletion is answered with this failure. */
function failing({ config }: TestAws, failure: object): ECRClient {
  const ecr = new ECRClient(config);
  ecr.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'BatchDeleteImageCommand') return next(args);
        return { output: { $metadata: {}, failures: [failure] }, response: {} };
      },
    { step: 'initialize' },
  );
  return ecr;
}

const failureOf = (failureCode: string) => ({ name: 'ImageFailureError', failureCode });

describe('a tag is deleted', () => {
  test('and the image with its last', async () => {
    const { ecr, from } = await withImage(['t']);
    expect(await deleteTag(ecr, from)).toEqual({ state: 'deleted' });
    expect(await tagsOf(ecr)).toEqual({});
  });

  test('from its image only, and once', async () => {
    const { ecr, from, imageDigest } = await withImage(['t', 'keep']);
    expect(await deleteTag(ecr, from)).toEqual({ state: 'deleted' });
    expect(await deleteTag(ecr, from)).toEqual({ state: 'gone' });
    expect(await deleteTag(ecr, { ...from, repositoryName: 'gone' })).toEqual({ state: 'gone' });
    const second = await push(ecr, repositoryName, ['t'], manifest('second'));
    expect(await deleteTag(ecr, from)).toEqual({ state: 'gone' });
    expect(await tagsOf(ecr)).toEqual({ [imageDigest]: ['keep'], [second]: ['t'] });
  });

  test('not when the image is part of another one', async () => {
    const started = await withImage(['t']);
    const ecr = failing(started, { failureCode: 'ImageReferencedByManifestList' });
    expect(await deleteTag(ecr, started.from)).toEqual({ state: 'referenced' });
  });

  test('of an image that is known to keep its others in fewer calls', async () => {
    const { aws, ecr, from } = await withImage(['t', 'u', 'keep']);
    const calls = recordCalls(aws);
    expect(await deleteTag(ecr, from)).toEqual({ state: 'deleted' });
    expect(calls.splice(0)).toContain('ecr:BatchGetImage');
    expect(isKnownToKeep(ecr)).toBe(true);
    expect(await deleteTag(ecr, { ...from, imageTag: 'u' })).toEqual({ state: 'deleted' });
    expect(calls).toEqual(['ecr:DescribeImages', 'ecr:BatchDeleteImage']);
  });
});

describe('a tag is not replaced', () => {
  test.each(['gone', 'another'])('when %s image has it', async (which) => {
    const { ecr, from } = await withImage(['t', 'keep']);
    if (which === 'gone') await deleteTag(ecr, from);
    else await push(ecr, repositoryName, ['t'], manifest('second'));
    const before = await tagsOf(ecr);
    expect(await replaceTag(ecr, from, 'quarantine-x')).toEqual({ state: 'moved' });
    expect(await tagsOf(ecr)).toEqual(before);
  });

  test('when it moves while the new one is given', async () => {
    const { ecr, from, imageDigest } = await withImage(['t']);
    const others: string[] = [];
    ecr.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const isFirst = commandName === 'DescribeImagesCommand' && others.length === 0;
          if (isFirst) others.push(await push(ecr, repositoryName, ['t'], manifest('second')));
          return next(args);
        },
      { step: 'initialize' },
    );
    expect(await replaceTag(ecr, from, 'quarantine-x')).toEqual({ state: 'moved' });
    const [second = ''] = others;
    expect(await tagsOf(ecr)).toEqual({ [imageDigest]: ['quarantine-x'], [second]: ['t'] });
  });
});
