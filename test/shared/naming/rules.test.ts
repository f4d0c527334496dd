import { expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { compileNaming } from '../../../shared/naming/rules.ts';

const naming = compileNaming(
  parseRegistryConfig(`
naming:
  repositories:
    - {rule: old ones stay, repositories: [legacy, 'legacy-*'], patterns: ['.*']}
    - {rule: team/service, patterns: ['[a-z]+/[a-z]+']}
  tags:
    - {rule: releases, repositories: [platform/api, 'platform/*-svc'], kinds: [semver], action: quarantine}
    - {rule: platform, repositories: ['platform/**'], kinds: [semver, git-sha], patterns: [latest]}
`).naming,
);

test.each([
  ['platform/api', undefined],
  ['legacy', undefined],
  ['legacy-app', undefined],
  ['monolith', 'team/service'],
  ['a/b/c', 'team/service'],
])('the repository name %s breaks %s', (name, rule) => {
  expect(naming.repository(name)?.rule).toBe(rule);
});

test.each([
  ['platform/api', 'latest', 'releases'],
  ['platform/mail-svc', 'latest', 'releases'],
  ['platform/web', 'latest', undefined],
  ['platform/web/deep', 'test', 'platform'],
  ['platform/api', '1.4.2', undefined],
  ['team-a/other', 'anything', undefined],
])('the first rule for a repository decides: %s:%s breaks %s', (repository, tag, rule) => {
  expect(naming.tag(repository, tag)?.rule).toBe(rule);
});

test('a verdict says what would be right and what the rule wants done', () => {
  expect(naming.tag('platform/web', 'test')).toEqual({
    rule: 'platform',
    reason: '"test" is not semver (such as 1.4.2), git-sha (such as a1b2c3d) or latest',
    action: 'report',
  });
  expect(naming.tag('platform/api', 'latest')?.action).toBe('quarantine');
});
