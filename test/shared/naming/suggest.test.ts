import { expect, test } from 'vitest';
import { check, checkRepository, namingOf, tagRule } from './naming.ts';

test.each([
  ['kinds: [semver]', 'V1.2.3', 'v1.2.3'],
  ["patterns: ['[0-9.]+']", 'V1.2.3', '1.2.3'],
  ["patterns: ['v[0-9.]+']", '1.2.3', 'v1.2.3'],
  ['kinds: [semver]', '1_2_3', '1.2.3'],
  ['kinds: [semver]', '01.02.03', '1.2.3'],
  ['kinds: [semver]', 'release-1.2.3', '1.2.3'],
  ['kinds: [semver]', '1.2.3_RC1', '1.2.3-rc1'],
  ['kinds: [semver]', '1.2.3.4', undefined],
  ['kinds: [git-sha]', 'A1B2C3D', 'a1b2c3d'],
  ['kinds: [git-sha]', 'main-a1b2c3d', 'a1b2c3d'],
  ["patterns: ['[a-z]+(-[a-z]+)*']", 'Feature_Foo', 'feature-foo'],
  ["patterns: ['[a-z]+(-[a-z]+)*']", 'featureFoo', 'feature-foo'],
  ['kinds: [semver]', 'latest', undefined],
  ['kinds: [semver], deny: [v1.2.3, 1.2.3]', 'V1.2.3', undefined],
  ["kinds: [semver], deny: ['*-SNAPSHOT']", '1.2.3-SNAPSHOT', undefined],
  ['kinds: [semver]', '‮1.2.3', '1.2.3'],
  [
    'allow: [latest], requires: [{tags: [latest], sibling: {kinds: [semver]}}]',
    'LATEST',
    undefined,
  ],
])('with %s, for %s it is %s', (keys, tag, suggestion) => {
  expect(check(tagRule(keys), [tag])).toHaveLength(1);
  expect(check(tagRule(keys), [tag])[0]?.suggestion).toBe(suggestion);
});

test.each([
  ['team_a/app', 'team-a/app'],
  ['Team_A/App', 'team-a/app'],
  ['team-a//app', 'team-a/app'],
  ['app', undefined],
  ['../x', undefined],
])('for the repository %s it is %s', (name, suggestion) => {
  const naming = namingOf(
    "{repositories: [{rule: it, patterns: ['[a-z]+(-[a-z]+)*/[a-z]+(-[a-z]+)*']}]}",
  );
  expect(checkRepository(naming, name)[0]?.suggestion).toBe(suggestion);
});
