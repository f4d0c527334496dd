import { expect, test } from 'vitest';
import { closest } from '../../../../shared/config/document/did-you-mean.ts';
import { problemsOf } from '../problems.ts';

test.each<[string, string[], string | undefined]>([
  ['repository', ['rule', 'repositories'], 'repositories'],
  ['Tag', ['tags', 'rule'], 'tags'],
  ['sha', ['semver', 'git-sha'], 'git-sha'],
  ['registry', ['github-container-registry', 'gitlab-container-registry'], undefined],
  ['tags', ['movedTags'], undefined],
  ['ab', ['ba'], 'ba'],
  ['a', ['b'], undefined],
  ['a', ['A'], 'A'],
  ['qauy', ['quay'], 'quay'],
  ['quayy', ['quay'], 'quay'],
  ['uqya', ['quay'], undefined],
  ['reepsitories', ['repositories'], 'repositories'],
  ['reepsitoreis', ['repositories'], 'repositories'],
  ['reepstioreis', ['repositories'], undefined],
  ['semver', ['semver2', 'semver3'], 'semver2'],
  ['git', ['git-sha'], 'git-sha'],
  ['gi', ['git-sha'], undefined],
  ['quayio', ['quay', 'k8s'], 'quay'],
  ['k8sio', ['k8s'], undefined],
  ['keep_last', ['keepLast'], 'keepLast'],
])('%s of %j is %s', (word, candidates, meant) => {
  expect(closest(word, candidates)).toBe(meant);
});

test.each(['(?<=a)1', '(?<!a)1'])('RE2 has no lookbehind such as %s', (pattern) => {
  const rule = `{rule: a, repositories: ['**'], patterns: ['${pattern}']}`;
  expect(problemsOf(`naming: {tags: [${rule}]}`)).toEqual([
    expect.stringContaining('it has no lookbehind'),
  ]);
});

test('the lifecycle policy of ECR is not taken for a key that went too deep', () => {
  const rule = '{prefix: q1, upstream: quay, repositories: {lifecycle: {rules: []}}}';
  expect(problemsOf(`pullThroughCache: {rules: [${rule}]}`)).toEqual([
    expect.stringMatching(/expireUntaggedDays, .*; the lifecycle policy of ECR is made from these/),
  ]);
});
