import { expect, test } from 'vitest';
import { namesSink } from '../../../../shared/inventory/compare/names.ts';
import { EXAMPLES } from '../../../../shared/inventory/slices/result.ts';
import { noImages } from '../../../../shared/inventory/summary/count.ts';

const check = {
  repository: (repository: string, tags: number) => [
    { repository, rule: 'names', reason: `${tags} tags` },
  ],
  image: (repository: string, { imageTags = [] }: { imageTags?: string[] }) =>
    imageTags.map((tag) => ({ repository, tag, rule: 'tags', reason: 'odd' })),
};

function read(name: string, tags: string[], cachePrefixes: string[] = []) {
  const names = namesSink(check as never, cachePrefixes);
  const repository = { repositoryName: name };
  names.sink.images(repository, [{ imageTags: tags }] as never);
  names.sink.repository(repository, { repository: name, ...noImages(), tags: tags.length });
  return names.summary();
}

test('names and tags are counted, with examples', () => {
  expect(read('a/b', ['x', 'y'])).toEqual({
    ...{ repositories: 1, tags: 2 },
    examples: [
      { repository: 'a/b', tag: 'x', rule: 'tags', reason: 'odd' },
      { repository: 'a/b', tag: 'y', rule: 'tags', reason: 'odd' },
      { repository: 'a/b', rule: 'names', reason: '2 tags' },
    ],
  });
});

test('those of cached repositories are not: they are their upstream’s', () => {
  expect(read('quay.io/b', ['x'], ['quay.io'])).toEqual({
    ...{ repositories: 0, tags: 0, examples: [] },
  });
});

test.each([
  [EXAMPLES - 1, EXAMPLES],
  [EXAMPLES, EXAMPLES],
  [EXAMPLES + 1, EXAMPLES],
])('of %i tags and a name at most %i are examples, and all are counted', (count, examples) => {
  const tags = Array.from({ length: count }, (_, at) => `t${at}`);
  const summary = read('a/b', tags);
  expect(summary).toMatchObject({ repositories: 1, tags: count });
  expect(summary.examples).toHaveLength(examples);
});
