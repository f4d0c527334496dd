import { describe, expect, test } from 'vitest';
import { keeping, repositories, startActing, uris } from './acting.ts';
import { all, noFiles } from './sources.ts';

const file = (text: string) => ({ ...noFiles, 'one.json': text });

/** What retention moves or deletes, and the shield removes a tag of: a policy is not put image by image. */
const decided = ['deleted', 'archived', 'shielded'] as const;

describe('a deployment that begins when the walk has read what runs, before anything is done', () => {
  test.each(decided)('keeps the image: %s', async (repository) => {
    const uri = uris[repositories.indexOf(repository)];
    const { lost } = await startActing({}, noFiles, {
      onceRead: (put) => put(file(JSON.stringify([uri]))),
    });
    expect(await lost()).toEqual(repositories.filter((it) => it !== repository));
  });

  test('keeps all of them', async () => {
    const { lost } = await startActing({}, noFiles, { onceRead: (put) => put(file(all)) });
    expect(await lost()).toEqual(['based']);
  });

  test('and a source that cannot be read by then does, too', async () => {
    const { lost } = await startActing({}, noFiles, { onceRead: (put) => put(file('[')) });
    expect(await lost()).toEqual(['based']);
  });
});

describe('a lifecycle policy that somebody has put an hour before the walk, without the first rule', () => {
  const policies = {
    'without any rule of ours': keeping(['*', 1]),
    'with our rule, but not first': keeping(['*', 1], ['in-use-*', 999_999]),
  };

  test.each(Object.entries(policies))('gets it back: %s', async (_, policy) => {
    const { lost, sent } = await startActing({}, file(all), { policy });
    expect(await lost()).toEqual([]);
    expect(sent()).toContain('What runs in shielded is kept from its lifecycle policy');
  });

  test('gets it back while no source can be read', async () => {
    const policy = keeping(['*', 1]);
    const { aws, lost, sent } = await startActing({}, file('['), { policy });
    aws.faults.set([{ operations: ['ecs:*', 'lambda:*'], error: 'AccessDeniedException' }]);
    expect(await lost()).toEqual([]);
    expect(sent()).toContain('What runs in shielded is kept from its lifecycle policy');
  });

  test('is reported where another rule is for the same tags', async () => {
    const policy = keeping(['*', 1], ['in-use-*', 1]);
    const { lost, sent } = await startActing({}, file(all), { policy });
    await lost();
    expect(sent()).toContain('The lifecycle policy of shielded can expire what runs');
  });

  test('is reported where it cannot get it back', async () => {
    const policy = keeping(['*', 1]);
    const { aws, lost, sent } = await startActing({}, file(all), { policy });
    aws.faults.set([{ operations: ['ecr:PutLifecyclePolicy'], error: 'AccessDeniedException' }]);
    await lost();
    expect(sent()).toContain('What runs in shielded could not be kept from its lifecycle policy');
  });
});
