import { describe, expect, test } from 'vitest';
import { checkImage } from '../../../shared/naming/check.ts';
import { check, checkRepository, imageWith, namingOf, tagRule, wrongOf } from './naming.ts';

const naming = namingOf(`
  repositories:
    - {rule: old ones stay, repositories: [legacy, 'legacy-*'], patterns: ['.*']}
    - {rule: team/service, patterns: ['[a-z]+/[a-z]+'], allow: ['tools-*'], deny: [tools-old]}
  tags:
    - {rule: releases, repositories: [platform/api, 'platform/*-svc'], kinds: [semver], action: quarantine}
    - {rule: platform, repositories: ['platform/**'], kinds: [semver, git-sha], patterns: [latest]}
`);

test.each([
  ['platform/api', []],
  ['legacy', []],
  ['legacy-app', []],
  ['monolith', ['team/service']],
  ['a/b/c', ['team/service']],
  ['tools-new', []],
  ['tools-old', ['team/service']],
])('the repository name %s breaks %j', (name, rules) => {
  expect(checkRepository(naming, name).map(({ rule }) => rule)).toEqual(rules);
});

test.each([
  ['platform/api', 'latest', 'releases'],
  ['platform/mail-svc', 'latest', 'releases'],
  ['platform/web', 'latest', undefined],
  ['platform/web/deep', 'test', 'platform'],
  ['platform/api', '1.4.2', undefined],
  ['team-a/other', 'anything', undefined],
])('the first rule for a repository decides: %s:%s breaks %s', (repository, tag, rule) => {
  expect(checkImage(naming, repository, imageWith([tag]))[0]?.rule).toBe(rule);
});

test('a violation says what would be right, what the rule wants done, and what it says of itself', () => {
  const rule = tagRule("kinds: [semver, git-sha], allow: ['pr-*'], message: See the wiki");
  expect(check(rule, ['test'])).toMatchObject([
    {
      rule: 'it',
      reason: '"test" is not semver (such as 1.4.2), git-sha (such as a1b2c3d) or pr-*',
      action: 'report',
      message: 'See the wiki',
    },
  ]);
});

describe('within a rule', () => {
  test('deny wins over allow, kinds and patterns', () => {
    const rule = tagRule(
      "kinds: [semver], patterns: ['x-.*'], allow: [latest, '*-ok'], deny: ['*-SNAPSHOT', latest, x-1]",
    );
    const tags = ['latest', '1.0.0', '1.0.0-SNAPSHOT', 'x-1', 'x-2', 'a-ok'];
    expect(wrongOf(rule, ...tags)).toEqual(['latest', '1.0.0-SNAPSHOT', 'x-1']);
    expect(check(rule, ['x-1'])[0]?.reason).toBe('"x-1" is denied (x-1)');
  });

  test('without kinds, patterns and allow, only what deny names is wrong', () => {
    expect(wrongOf(tagRule('deny: [latest]'), 'latest', 'anything')).toEqual(['latest']);
  });
});

describe('reserved tags', () => {
  const reserving = namingOf(
    "{reserved: ['release-*'], tags: [{rule: it, allow: ['**'], repositories: ['a/*'], action: quarantine}]}",
  );

  test('are wrong everywhere, whatever a rule allows, with the action of the rule', () => {
    expect(check(reserving, ['release-1', 'other'])).toMatchObject([
      {
        tag: 'release-1',
        rule: 'reserved names',
        reason: '"release-1" is reserved (release-*)',
        action: 'quarantine',
      },
    ]);
    expect(checkImage(reserving, 'elsewhere', imageWith(['release-1']))).toMatchObject([
      { tag: 'release-1', action: 'report' },
    ]);
  });

  test('a quarantine tag is right on its own image alone', () => {
    expect(wrongOf(reserving, 'quarantine-abababababab')).toEqual([]);
    const foreign = ['quarantine-ffffffffffff', 'quarantine-', 'quarantine-mine'];
    expect(wrongOf(reserving, ...foreign)).toEqual(foreign);
  });
});

describe('maxima', () => {
  const rule = tagRule('maxTagsPerImage: 2, maxTagsPerRepository: 3, action: delete');

  test('more tags than that on an image are reported, whatever the action', () => {
    expect(check(rule, ['a', 'b', 'quarantine-abababababab'])).toEqual([]);
    expect(check(rule, ['a', 'b', 'c'])).toMatchObject([
      {
        kind: 'image',
        action: 'report',
        reason: expect.stringMatching(/has 3 tags: the rule allows 2/),
      },
    ]);
  });

  test('and in a repository', () => {
    expect(checkRepository(rule, 'a/b', 3)).toEqual([]);
    expect(checkRepository(rule, 'a/b', 4)).toMatchObject([
      { kind: 'repository', rule: 'it', reason: '"a/b" has 4 tags: the rule allows 3' },
    ]);
  });
});
