import { DeleteRepositoryCommand, PutImageTagMutabilityCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { auditLogOf } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, push } from '../../support/images.ts';
import { differs, inLine, start, yml } from './visited.ts';

describe('a walk brings repositories in line', () => {
  test.each([1, 2, 250])('in slices of %i', async (perSlice) => {
    const { walked, sent, mutabilities, ledger, counted, ecr } = await start();
    for (const tag of ['1', '2']) await push(ecr, 'set/a', [tag]);
    expect(await walked({ perSlice })).toEqual({
      ...{ checked: 4, unread: 0, outcomes: { set: 6, reported: 1 } },
    });
    expect(await mutabilities()).toEqual({
      ...{ 'free/a': 'MUTABLE', 'mirror/a': 'MUTABLE', 'told/a': 'MUTABLE' },
      ...{ 'set/a': 'IMMUTABLE', 'set/b': 'IMMUTABLE' },
    });
    expect(sent()).toEqual([inLine('set/a'), inLine('set/b'), differs].toSorted());
    expect(counted).toEqual({ ActsDone: 6 });

    expect(await walked({ perSlice })).toMatchObject({ outcomes: { reported: 1 } });
    expect(sent()).toEqual([]);
    const log = await auditLogOf(ledger);
    expect(log.map(({ notified }) => notified)).toEqual(Array(6).fill(true));
  });

  test('with a call each for what a listing does not have, and none for images', async () => {
    const { aws, walked } = await start();
    await walked();
    const calls = recordCalls(aws);
    await walked({ perSlice: 2 });
    expect(calls.filter((it) => it.startsWith('ecr:')).toSorted()).toEqual(
      [
        ...['DescribePullThroughCacheRules', 'DescribeRegistry'],
        // The list, and once more that which differs.
        ...['DescribeRepositories', 'DescribeRepositories'],
        ...['GetLifecyclePolicy', 'GetLifecyclePolicy', 'GetRegistryScanningConfiguration'],
      ].map((it) => `ecr:${it}`),
    );
    // What still stands is not written again: a single cause costs the attempt to claim it, several cost reads alone.
    const writes = calls.filter((it) => /^dynamodb:(Put|Update|Delete|BatchWrite)/.test(it));
    expect(writes).toEqual(['dynamodb:UpdateItem']);
  });
});

test('what was brought in line, or is gone, since it was listed is not reported', async () => {
  const { ecr, walked, sent } = await start();
  await createRepositories(ecr, 'told/b', 'told/c');
  const onBegin = async () => {
    const input = { repositoryName: 'told/a', imageTagMutability: 'IMMUTABLE' } as const;
    await ecr.send(new PutImageTagMutabilityCommand(input));
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'told/b' }));
  };
  expect(await walked({}, ecr, onBegin)).toMatchObject({ outcomes: { reported: 1 } });
  expect(sent()).toEqual([inLine('set/a'), inLine('set/b'), differs.replace('told/a', 'told/c')]);
});

describe('what differed', () => {
  const resolved = `Resolved: told/a differs from registry.yml`;

  test('is resolved when it is as declared, or gone', async () => {
    const { ecr, walked, sent } = await start();
    await createRepositories(ecr, 'told/b');
    await walked();
    sent();
    const input = { repositoryName: 'told/a', imageTagMutability: 'IMMUTABLE' } as const;
    await ecr.send(new PutImageTagMutabilityCommand(input));
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'told/b' }));
    await walked({ perSlice: 2 });
    expect(sent()).toEqual([resolved, resolved.replace('told/a', 'told/b')]);
  });

  test('is not resolved where it cannot be read, which is reported and resolved', async () => {
    const lifecycle = yml.replace('told/**', 'other/**').replaceAll('enforce', 'report');
    const { aws, ecr, walked, sent } = await start(lifecycle);
    await walked();
    expect(sent()).toEqual(['set/a', 'set/b'].map((it) => differs.replace('told/a', it)));
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'set/b' }));
    const error = 'AccessDeniedException';
    aws.faults.set([{ operations: ['ecr:GetLifecyclePolicy'], error }]);
    expect(await walked()).toEqual({ checked: 3, unread: 1, outcomes: {} });
    const unread = 'The settings of set/a could not be read';
    expect(sent()).toEqual(['Resolved: set/b differs from registry.yml', `${unread}`]);
    aws.faults.clear();
    await walked();
    expect(sent()).toEqual([`Resolved: ${unread}`]);
  });
});

test('a walk that fails to listen to scans has seen nothing, and resolves nothing', async () => {
  const { aws, ecr, walked, sent } = await start();
  await walked();
  sent();
  const input = { repositoryName: 'told/a', imageTagMutability: 'IMMUTABLE' } as const;
  await ecr.send(new PutImageTagMutabilityCommand(input));
  const operations = ['ecr:GetRegistryScanningConfiguration'];
  aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
  expect(await walked()).toEqual({ baseline: expect.stringContaining('access denied') });
  expect(sent()).toEqual([]);
});
