import { CreatePullThroughCacheRuleCommand, DeleteRepositoryCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { readTag, readTags } from '../../../shared/tags/table.ts';
import { type TagsVisiting, tagsVisitor } from '../../../shared/tags/visitor.ts';
import { watchTag } from '../../../shared/tags/watch.ts';
import type { Slice } from '../../../shared/walk/visitor.ts';
import { digestOf } from '../../local/images.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, manifest } from '../../support/images.ts';
import { type TestWalk, walk } from '../../support/walk.ts';
import { scope, startWatch } from './watching.ts';

type Started = Awaited<ReturnType<typeof startWatch>>;

async function walked({ ecr, visiting }: Started, options?: TestWalk) {
  const { visitors, failed } = await walk(ecr, [tagsVisitor(visiting)], options);
  expect(failed).toEqual({});
  return visitors.tags;
}

/** Two more repositories with three tags each, of which some are watched. */
async function startMany() {
  const started = await startWatch();
  await createRepositories(started.ecr, 'team/b', 'team/c');
  const pushAll = async () => {
    for (const repository of ['team/a', 'team/b', 'team/c', 'other/a', 'mirror/a']) {
      for (const tag of ['1.0.0', '2.0.0', 'latest']) await started.pushAgain(repository, tag);
    }
  };
  await pushAll();
  return { ...started, pushAll };
}

const all = (steps: object) => ({ repositories: 3, tags: 9, steps });

describe('a walk', () => {
  test('makes good what events have not reported', async () => {
    const started = await startWatch();
    const { watch, told, pushAgain } = started;
    for (const repository of ['team/a', 'other/a', 'mirror/a']) await pushAgain(repository);
    await pushAgain('team/a', 'latest');
    expect(await walked(started)).toEqual({ repositories: 1, tags: 2, steps: { first: 2 } });
    await pushAgain();
    expect(await walked(started)).toEqual({
      ...{ repositories: 1, tags: 2 },
      steps: { none: 1, moved: 1 },
    });
    expect(told).toHaveLength(1);
    expect(await readTag(watch.tags, scope)).toMatchObject({ untold: false });
  });

  test.each([1, 2, 100])('comes to the same in slices of %i', async (perSlice) => {
    const started = await startMany();
    expect(await walked(started, { perSlice })).toEqual(all({ first: 9 }));
    await started.pushAll();
    expect(await walked(started, { perSlice })).toEqual(all({ moved: 9 }));
    // `latest` may move.
    expect(started.told.map(({ where }) => where.text).toSorted()).toEqual(
      ['a', 'b', 'c'].flatMap((name) => [`team/${name}:1.0.0`, `team/${name}:2.0.0`]),
    );
  });

  test('that finds nothing new costs a Query for each watched repository, and no write', async () => {
    const started = await startMany();
    await walked(started);
    const calls = recordCalls(started.aws);
    expect(await walked(started)).toEqual(all({ none: 9 }));
    expect(calls.toSorted()).toEqual([
      ...Array(3).fill('dynamodb:Query'),
      ...Array(3).fill('ecr:DescribeImages'),
      'ecr:DescribePullThroughCacheRules',
      'ecr:DescribeRegistry',
      'ecr:DescribeRepositories',
    ]);
    expect(started.told).toEqual([]);
  });

  test('sees no caches, not even those that the registry alone knows of', async () => {
    const started = await startWatch();
    await started.pushAgain();
    const rule = { ecrRepositoryPrefix: 'team', upstreamRegistryUrl: 'quay.io' };
    await started.ecr.send(new CreatePullThroughCacheRuleCommand(rule));
    expect(await walked(started)).toEqual({ repositories: 0, tags: 0, steps: {} });
  });

  test('reads nothing where no rule watches any', async () => {
    const started = await startWatch();
    const calls = recordCalls(started.aws);
    const visiting = { ...started.visiting, rules: [] };
    await walked({ ...started, visiting });
    expect(calls.filter((call) => /Query|DescribeImages/.test(call))).toEqual([]);
  });

  test('does not know a repository that was deleted', async () => {
    const started = await startMany();
    await walked(started);
    const input = { repositoryName: 'team/b', force: true };
    await started.ecr.send(new DeleteRepositoryCommand(input));
    expect(await walked(started)).toEqual({ repositories: 2, tags: 6, steps: { none: 6 } });
  });

  test('never replaces what an event has read since the slice began', async () => {
    const started = await startWatch();
    const { watch, visiting, told, pushAgain } = started;
    await pushAgain();
    await watchTag(watch, scope);
    const visit = await tagsVisitor(visiting).slice(sliceOf(started), undefined);
    const page = [{ imageDigest: digestOf(manifest('image 1')), imageTags: [scope.tag] }];
    await pushAgain();
    await watchTag(watch, scope);
    const known = await readTag(watch.tags, scope);
    const repository = await visit.repository({ repositoryName: scope.repository });
    await repository?.images?.(page);
    await repository?.end?.();
    expect(await visit.end({ range: {}, unread: [] })).toMatchObject({ steps: { stale: 1 } });
    expect(await readTag(watch.tags, scope)).toEqual(known);
    expect(told).toHaveLength(1);
  });
});

const sliceOf = ({ ecr }: Pick<Started, 'ecr'>) => ({ ecr, cacheRules: [] }) as unknown as Slice;

describe('disturbed', () => {
  test.each([
    ['the table cannot be read', 'dynamodb:Query', 1],
    ['the table cannot be written', 'dynamodb:UpdateItem', 3],
  ])('where %s at first, it comes to the same', async (_, operation, times) => {
    const started = await startMany();
    await walked(started);
    await started.pushAll();
    started.aws.faults.set([{ operations: [operation], error: 'InternalServerError', times }]);
    await walk(started.ecr, [tagsVisitor(started.visiting)], { perSlice: 2 });
    started.aws.faults.set([]);
    await walked(started);
    expect(new Set(started.told.map(({ where }) => where.text)).size).toBe(6);
    for (const name of ['team/a', 'team/b', 'team/c']) {
      const records = await readTags(started.visiting.tags, name);
      expect([...records.values()].map(({ untold }) => untold)).toEqual([false, false, false]);
    }
  });

  test('alerts that cannot be sent are sent when the slice is visited again', async () => {
    const started = await startMany();
    await walked(started);
    await started.pushAll();
    let calls = 0;
    const notifier: TagsVisiting['notifier'] = {
      notify: async (alerts) => {
        calls += 1;
        if (calls === 1) throw new Error('the topic is gone');
        return started.visiting.notifier.notify(alerts);
      },
    };
    const visiting = { ...started.visiting, notifier };
    expect(await walked({ ...started, visiting })).toEqual(all({ none: 9 }));
    expect(started.told).toHaveLength(6);
    expect((await readTag(started.watch.tags, scope))?.untold).toBe(false);
  });

  test('moves that another function reports are left to it', async () => {
    const started = await startMany();
    await walked(started);
    await started.pushAll();
    started.answers.told = false;
    await walked(started);
    expect((await readTag(started.watch.tags, scope))?.untold).toBe(true);
  });
});
