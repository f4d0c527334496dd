import { describe, expect, test } from 'vitest';
import { check, namingOf, tagRule, wrongOf } from './naming.ts';

const keys = `kinds: [semver, git-sha, version-line], allow: [latest, stable], requires: [
  {tags: [latest], sibling: {kinds: [semver, git-sha]}},
  {kinds: [version-line], sibling: {kinds: [semver]}},
  {patterns: ['sta.*'], sibling: {tags: ['1.*'], patterns: ['build-[0-9]+']}}]`;
const rule = tagRule(keys);

describe('a tag that needs a sibling is', () => {
  test.each([
    ['right', ['latest', '1.4.2'], []],
    ['right', ['latest', 'a1b2c3d'], []],
    ['right beside a longer version of its own', ['1.4', '1', '1.4.2'], []],
    ['right with a leading v or without', ['v1.4', '1.4.2'], []],
    ['right beside a pre-release', ['1.4', '1.4.2-rc.1'], []],
    ['wrong alone', ['latest'], ['latest']],
    ['wrong beside another that needs one', ['latest', '1.4', '1'], ['latest', '1.4', '1']],
    ['wrong beside a version of another line', ['1.4', '1.5.0'], ['1.4']],
    ['wrong beside 1.40', ['1.4', '1.40.0'], ['1.4']],
    ['wrong beside a tag that is wrong itself', ['stable', 'build-7'], ['build-7', 'stable']],
    ['right beside one that a glob names', ['stable', '1.0.0'], []],
  ])('%s: %j', (_, tags, wrong) => {
    expect(wrongOf(rule, ...tags)).toEqual(wrong);
  });

  test('wrong with a reason that says which sibling', () => {
    expect(check(rule, ['1.4'])).toMatchObject([
      {
        reason: '"1.4" needs a sibling, of 1.4, on its image: semver (such as 1.4.2)',
        lacksSibling: true,
      },
    ]);
  });

  test('helped by the right name of a wrong sibling', () => {
    expect(check(rule, ['1.4', 'V1.4.2'])).toMatchObject([
      { tag: 'V1.4.2', suggestion: 'v1.4.2' },
      { tag: '1.4', suggestion: 'v1.4.2' },
    ]);
  });
});

describe('grace', () => {
  const graced = namingOf(`{grace: 10m, tags: [{rule: it, ${keys}, action: quarantine}]}`);
  const ago = (minutes: number) => ({ imagePushedAt: new Date(Date.now() - minutes * 60_000) });

  test('lets an image wait that lacks a sibling, until it is over', () => {
    const [waiting] = check(graced, ['latest'], ago(9));
    expect(waiting?.graceUntil).toMatch(/^\d{4}-/);
    expect(Date.parse(waiting?.graceUntil ?? '')).toBeGreaterThan(Date.now());
    expect(check(graced, ['latest'], ago(11))[0]).not.toHaveProperty('graceUntil');
  });

  test('is not for what no second tag can make right', () => {
    expect(check(graced, ['wrong'], ago(1))[0]).not.toHaveProperty('graceUntil');
  });

  test('keeps every tag of a rule that deletes', () => {
    const deleting = namingOf('{grace: 10m, tags: [{rule: it, kinds: [semver], action: delete}]}');
    expect(check(deleting, ['wrong'], ago(1))[0]?.graceUntil).toBeDefined();
    expect(check(deleting, ['wrong'], ago(1))[0]).not.toHaveProperty('imageGoes');
    expect(check(deleting, ['wrong'], ago(11))[0]).toHaveProperty('imageGoes', true);
  });
});
