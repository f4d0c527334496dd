import { describe, expect, test } from 'vitest';
import { checkImage } from '../../../../shared/naming/check.ts';
import { check, checkRepository, imageWith, namingOf, tagRule } from '../naming.ts';

const words = "patterns: ['[a-z]+(-[a-z]+)*']";
const commit = 'a15a8bc2e7e70da68ffc32badfcc19e22262fcf8';
const chart = { artifactMediaType: 'application/vnd.cncf.helm.config.v1+json' };

test.each([
  // Spelled otherwise, as little as possible.
  ['kinds: [semver]', 'V1.2.3', 'v1.2.3'],
  ['kinds: [semver]', 'V1.2.3-RC1', 'v1.2.3-RC1'],
  ["patterns: ['[0-9.]+']", 'V1.2.3', '1.2.3'],
  ["patterns: ['v[0-9.]+']", '1.2.3', 'v1.2.3'],
  ['kinds: [semver]', '1_2_3', '1.2.3'],
  ['kinds: [semver]', 'v1-2-3', 'v1.2.3'],
  ['kinds: [semver]', '1.2.3_RC1', '1.2.3-RC1'],
  ['kinds: [git-sha]', 'A1B2C3D', 'a1b2c3d'],
  ['kinds: [calver]', '2026_11', '2026-11'],
  [words, 'Feature_Foo', 'feature-foo'],
  [words, 'featureFoo', 'feature-foo'],
  ['kinds: [semver]', '‮1.2.3', '1.2.3'],
  // The version that is there, where a word says so.
  ['kinds: [semver]', 'release-1.2.3', '1.2.3'],
  ['kinds: [semver]', 'Release_V1_2_3', 'v1.2.3'],
  ['kinds: [semver]', 'release-10.11.12', '10.11.12'],
  ['kinds: [semver]', 'b-1.2.3-rc.1', '1.2.3-rc.1'],
  ['kinds: [semver]', 'B-release-1.2.3', '1.2.3'],
  ['kinds: [semver]', 'cli-2.12.0', undefined],
  ['kinds: [semver]', 'jdk17-1.2.3', undefined],
  ['kinds: [semver]', 'b-cli-2.12.0', undefined],
  ['kinds: [semver]', 'b-12.30.45', undefined],
  ['kinds: [semver]', 'b-v12.30.45', 'v12.30.45'],
  ['kinds: [semver]', `${'release-'.repeat(31)}10.20.30`, '10.20.30'],
  ['kinds: [semver]', `${'release-'.repeat(31)}10.20.300`, undefined],
  // The commit that is there.
  ['kinds: [git-sha]', 'main-a1b2c3d4e5f6', 'a1b2c3d4e5f6'],
  ['kinds: [git-sha]', 'main-a1b2c3d4e5f67', undefined],
  ['kinds: [git-sha]', 'main-a1b2c3d', 'a1b2c3d'],
  ['kinds: [git-sha]', `dev-${commit}`, commit],
  ['kinds: [git-sha]', 'dev-20260602143055-36423e42', '36423e42'],
  ['kinds: [git-sha]', '9b61e86-20230202-174933', '9b61e86'],
  ['kinds: [git-sha]', 'pr-7_D4F60E44', 'd4f60e44'],
  ['kinds: [git-sha]', 'sha-0617444', '0617444'],
  ['kinds: [git-sha]', '1.4.2-3-g0617444', '0617444'],
  // Not certain: which of two, a number, a word, a time, another sort of id.
  ['kinds: [semver, git-sha]', 'release-1.2.3-a1b2c3d', undefined],
  ['kinds: [git-sha]', 'a1b2c3d-d4f60e44', undefined],
  ['kinds: [git-sha]', 'build-1234567', undefined],
  ['kinds: [git-sha]', 'v1234567', undefined],
  ['kinds: [git-sha]', 'v1756914788', undefined],
  ['kinds: [git-sha]', 'sha-240807101112', undefined],
  ['kinds: [semver]', '1.2.3-', undefined],
  ['kinds: [semver]', 'v1.2.3_', undefined],
  ['kinds: [git-sha]', 'sha-1756914788', undefined],
  ["patterns: ['[0-9a-f]{8}']", 'sha-20260807', undefined],
  ["patterns: ['[0-9a-f]{9}']", 'nightly-20260807a', undefined],
  ["patterns: ['[0-9]+']", 'v1756914788', undefined],
  ['kinds: [git-sha]', 'sha-a1b2c3d-dirty', undefined],
  ['kinds: [git-sha]', 'a1b2c3d.modified', undefined],
  // A digest, cut; Garden's version of a module; what Skaffold's inputDigest hashes.
  ['kinds: [git-sha]', 'sha256-7475a080da8f', undefined],
  ['kinds: [git-sha]', 'web-sha256.7475a080da8f', undefined],
  ['kinds: [git-sha]', 'v-a1b2c3d4e5', undefined],
  ['kinds: [git-sha]', 'md5-a1b2c3d4', undefined],
  ['kinds: [git-sha]', 'charm-a1b2c3d', 'a1b2c3d'],
  ['kinds: [git-sha]', 'buildcache-a1b2c3d', undefined],
  ['kinds: [git-sha]', 'a1b2c3d-arm64', undefined],
  ['kinds: [git-sha]', 'a1b2c3d-aarch64', undefined],
  ['kinds: [git-sha]', 'main-a1b2c3d-x86_64', undefined],
  ['kinds: [git-sha]', 'linux-armv7-a1b2c3d', undefined],
  ['kinds: [git-sha]', 'a1b2c3d-alpine3.20', undefined],
  ['kinds: [git-sha]', 'a1b2c3d-debug', undefined],
  ['kinds: [git-sha]', 'fix-defaced', undefined],
  ['kinds: [git-sha]', 'ami-0abc1234def567890', undefined],
  ['kinds: [git-sha]', 'x-11111111-5b7d-4e8f-9a1b-2c3d4e5f6a7b', undefined],
  // Another version than the one that is there.
  ['kinds: [semver]', '01.02.03', undefined],
  ['kinds: [semver]', '1.2.3.4', undefined],
  ['kinds: [semver]', 'release-1.2.3.4', undefined],
  ['kinds: [semver, git-sha]', '2.9.0-00056318', undefined],
  ['kinds: [semver]', 'release-2.9.0-00056318', undefined],
  ['kinds: [semver]', '8.7.3_unicode', undefined],
  ["patterns: ['[a-z0-9.-]+']", '8.7.3_unicode', undefined],
  ['kinds: [semver]', 'release-8.7.3_unicode', undefined],
  ['kinds: [semver]', '2024-11-12', undefined],
  ['kinds: [semver]', '22_1_5', undefined],
  ['kinds: [semver]', '1_5_22', undefined],
  ['kinds: [semver, calver, git-sha, version-line]', 'v2.3_2022-12-12T21-38', undefined],
  ['kinds: [semver, calver, git-sha, version-line]', '2.0.20230504.1', undefined],
  ['kinds: [semver, calver, git-sha, version-line]', '202409032122-cache', undefined],
  // No tag of ECR: 129 characters.
  ["patterns: ['[a-z]+']", 'A'.repeat(129), undefined],
  // Refused by its name, or right only beside another.
  ['kinds: [semver]', 'latest', undefined],
  ['kinds: [semver], deny: [v1.2.3, 1.2.3]', 'V1.2.3', undefined],
  ["kinds: [semver], deny: ['*-SNAPSHOT']", '1.2.3-SNAPSHOT', undefined],
  [
    'allow: [latest], requires: [{tags: [latest], sibling: {kinds: [semver]}}]',
    'LATEST',
    undefined,
  ],
])('with %s, for %s it is %s', (keys, tag, suggestion) => {
  expect(check(tagRule(keys), [tag])).toHaveLength(1);
  expect(check(tagRule(keys), [tag])[0]?.suggestion).toBe(suggestion);
});

describe('three numbers', () => {
  // A day as 2026-11-27 and as 27-11-2026, and a time as 23:59:59, each with its neighbours.
  test.each(['10_1_1', '10_12_1', '40_1_31', '5_1_22', '1_5_22', '5_1_10', '5_12_10', '31_12_32'])(
    'are no version where they may be a day: %s',
    (tag) => {
      expect(check(tagRule('kinds: [semver]'), [tag])[0]?.suggestion).toBeUndefined();
    },
  );

  test.each(['00_00_00', '23_59_45', '12_30_45'])('or a time: %s', (tag) => {
    expect(check(tagRule("patterns: ['[0-9.]+']"), [tag])[0]?.suggestion).toBeUndefined();
  });

  test.each([
    ...['9_1_1', '10_0_1', '10_13_1', '10_1_0', '40_1_0', '40_1_32', '5_1_9', '0_1_10'],
    ...['5_0_10', '5_13_10', '32_12_32', '24_59_45', '23_60_45', '2_13_45', '1_2_3'],
  ])('and are one where they cannot be: %s', (tag) => {
    const version = tag.replaceAll('_', '.');
    expect(check(tagRule('kinds: [semver]'), [tag])[0]?.suggestion).toBe(version);
  });
});

test.each([
  ['8.7.3_unicode', []],
  ['v0.1.0-rc.1_build.001', []],
  ['V8.7.3_Unicode', [{ suggestion: 'v8.7.3_Unicode' }]],
  ['b-8.7.3_unicode', [{ suggestion: '8.7.3_unicode' }]],
  ['1.2.3_', [{ tag: '1.2.3_' }]],
  ['1.2.3-01_x', [{ tag: '1.2.3-01_x' }]],
])('of a Helm chart, the tag %s comes to %j', (tag, wrong) => {
  const found = checkImage(tagRule('kinds: [semver]'), 'a/b', imageWith([tag], chart));
  expect(found).toMatchObject(wrong);
  expect(found).toHaveLength(wrong.length);
  if (wrong.length === 0) expect(check(tagRule('kinds: [semver]'), [tag])).toHaveLength(1);
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
