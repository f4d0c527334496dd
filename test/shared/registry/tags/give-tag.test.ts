import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { image } from '../../../../shared/registry/read.ts';
import { giveFreeTag, removeUnlessLast } from '../../../../shared/registry/tags/give-tag.ts';
import { index } from '../../../local/images.ts';
import { startTestAws } from '../../../local/start.ts';
import { createRepositories, manifest, push } from '../../../support/images.ts';

const repositoryName = 'a/b';

async function withImage(tags: string[]) {
  const started = await startTestAws();
  const { ecr } = started;
  await createRepositories(ecr, repositoryName);
  const imageDigest = await push(ecr, repositoryName, tags, manifest('first'));
  const of = (imageTag: string) => ({ repositoryName, imageTag, imageDigest });
  const holder = async (imageTag: string) =>
    (await image(ecr, repositoryName, { imageTag }))?.imageDigest;
  return { ...started, imageDigest, of, holder };
}

describe('a tag is given to an image', () => {
  test('when nobody has it', async () => {
    const { ecr, imageDigest, of, holder } = await withImage(['1']);
    expect(await giveFreeTag(ecr, of('2'))).toEqual({ state: 'given' });
    expect(await holder('2')).toBe(imageDigest);
  });

  test('once', async () => {
    const { ecr, of } = await withImage(['1']);
    expect(await giveFreeTag(ecr, of('1'))).toEqual({ state: 'had' });
  });

  test('never when another has it', async () => {
    const { ecr, of, holder } = await withImage(['1']);
    const other = await push(ecr, repositoryName, ['2'], manifest('second'));
    expect(await giveFreeTag(ecr, of('2'))).toEqual({ state: 'taken', imageDigest: other });
    expect(await holder('2')).toBe(other);
  });

  test('only as long as it is there', async () => {
    const { ecr, of } = await withImage(['1']);
    const gone = { ...of('2'), imageDigest: `sha256:${'0'.repeat(64)}` };
    expect(await giveFreeTag(ecr, gone)).toEqual({ state: 'gone' });
    expect(await giveFreeTag(ecr, { ...of('2'), repositoryName: 'gone' })).toEqual({
      state: 'gone',
    });
  });

  test('not to two in one moment, where tags do not move', async () => {
    const { ecr } = await startTestAws();
    const imageTagMutability = 'IMMUTABLE' as const;
    await ecr.send(new CreateRepositoryCommand({ repositoryName, imageTagMutability }));
    const imageDigest = await push(ecr, repositoryName, ['1'], manifest('first'));
    const others: string[] = [];
    ecr.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const isPut = commandName === 'PutImageCommand' && others.length === 0;
          if (isPut) {
            others.push('');
            others[0] = await push(ecr, repositoryName, ['2'], manifest('second'));
          }
          return next(args);
        },
      { step: 'initialize' },
    );
    const answer = await giveFreeTag(ecr, { repositoryName, imageTag: '2', imageDigest });
    expect(answer).toEqual({ state: 'taken', imageDigest: others[0] });
  });

  test('is had where somebody gave it to the same image in one moment', async () => {
    const { aws, ecr, of } = await withImage(['1']);
    const operations = ['ecr:PutImage'];
    aws.faults.set([{ operations, error: 'ImageAlreadyExistsException' }]);
    expect(await giveFreeTag(ecr, of('2'))).toEqual({ state: 'had' });
    aws.faults.set([{ operations, error: 'ImageTagAlreadyExistsException' }]);
    await expect(giveFreeTag(ecr, of('2'))).rejects.toThrow();
    aws.faults.set([{ operations, error: 'LimitExceededException' }]);
    await expect(giveFreeTag(ecr, of('2'))).rejects.toMatchObject({
      name: 'LimitExceededException',
    });
  });
});

describe('a tag is taken from an image', () => {
  test('that has another one', async () => {
    const { ecr, of, holder } = await withImage(['1', '2']);
    expect(await removeUnlessLast(ecr, of('1'))).toBe('removed');
    expect([await holder('1'), await holder('2')]).toEqual([undefined, of('2').imageDigest]);
  });

  test('unless it is its last', async () => {
    const { ecr, of, holder } = await withImage(['1']);
    expect(await removeUnlessLast(ecr, of('1'))).toBe('last');
    expect(await holder('1')).toBe(of('1').imageDigest);
  });

  test('that has it', async () => {
    const { ecr, of } = await withImage(['1', '2']);
    await push(ecr, repositoryName, ['3'], manifest('second'));
    expect(await removeUnlessLast(ecr, of('3'))).toBe('absent');
    expect(await removeUnlessLast(ecr, { ...of('1'), repositoryName: 'gone' })).toBe('absent');
  });

  test('which is part of an index, and keeps its last', async () => {
    const { ecr, of, holder } = await withImage(['1']);
    await push(ecr, repositoryName, ['index'], index(manifest('first')));
    expect(await removeUnlessLast(ecr, of('1'))).toBe('last');
    expect(await holder('1')).toBe(of('1').imageDigest);
  });
});
