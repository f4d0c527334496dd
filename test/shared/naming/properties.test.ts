import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileGlob } from '../../../shared/config/patterns/pattern.ts';
import { matches } from '../../../shared/config/patterns/program.ts';
import { checkImage, checkRepository, type Violation } from '../../../shared/naming/check.ts';
import type { Naming } from '../../../shared/naming/rules.ts';
import { quarantineTag } from '../../../shared/registry/tags/own-tag.ts';
import { runs } from '../../support/runs.ts';
import { digest, imageWith, namingOf } from './naming.ts';

/** Cases of each property. */
const numRuns = runs(300);

const kinds = fc.subarray(['semver', 'calver', 'git-sha', 'version-line']);
const globs = fc.subarray(['latest', 'v*', '*-rc*', '1.*', '?', 'foo-bar', '**'], { maxLength: 3 });
const patterns = fc.subarray(['[a-z]+(-[a-z]+)*', 'v?[0-9.]+', 'main|latest', '(a*)*b']);
const set = fc.record({ tags: globs, kinds, patterns }).filter(saysSomething);

const tagRule = fc.record({
  repositories: fc.subarray(['a/**', 'a/b', '*/b', 'c', '**'], { minLength: 1 }),
  kinds,
  patterns,
  allow: globs,
  deny: globs,
  requires: fc.array(
    fc.tuple(set, set).map(([tags, sibling]) => ({ ...tags, sibling })),
    { maxLength: 2 },
  ),
  maxTagsPerImage: fc.integer({ min: 1, max: 4 }),
  action: fc.constantFrom('report', 'quarantine', 'delete'),
});
const declared = fc.record({
  reserved: fc.subarray(['release-*', 'latest']),
  tags: fc
    .array(tagRule, { minLength: 1, maxLength: 3 })
    .map((rules) => rules.map((rule, index) => ({ rule: `rule ${index}`, ...rule }))),
});
type Declared = typeof declared extends fc.Arbitrary<infer Value> ? Value : never;

const tag = fc.oneof(
  fc.constantFrom('latest', '1', '1.4', '1.4.2', 'v1.4.2', 'V1.4.2', '1_4_2', '2026.11', 'a1b2c3d'),
  fc.constantFrom('A1B2C3D', 'release-1.4.2', 'Foo_Bar', 'fooBar', 'main', '1.5.0-rc.1'),
  fc.constantFrom('quarantine-', 'quarantine-abababababab', 'quarantine-ffffffffffff'),
  fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/),
);
const tags = fc.uniqueArray(tag, { maxLength: 6 });
const repository = fc.constantFrom('a/b', 'a/b/c', 'c', 'd/b', 'elsewhere');

function saysSomething(lists: Record<string, unknown[]>): boolean {
  return Object.values(lists).some((list) => list.length > 0);
}

const naming = (config: Declared) => namingOf(JSON.stringify(config));

function wrong(rules: Naming, name: string, imageTags: readonly string[]) {
  const found: Violation[] = checkImage(rules, name, imageWith(imageTags));
  return found.filter((it) => it.kind === 'tag');
}

/** Rules that leave something to suggest: for every repository, nothing denied, not everything allowed. */
const strict = declared.map((config) => ({
  ...config,
  tags: config.tags.map((rule) => ({
    ...rule,
    repositories: ['**'],
    deny: [],
    kinds: ['semver', ...rule.kinds.slice(1)],
    allow: rule.allow.filter((glob) => glob !== '**'),
  })),
}));

test('a suggestion is right in the place of the tag, and a sibling beside it', () => {
  let suggested = 0;
  fc.assert(
    fc.property(strict, tags, (config, imageTags) => {
      const [rules, name] = [naming(config), 'a/b'];
      for (const { tag, suggestion, lacksSibling } of wrong(rules, name, imageTags)) {
        if (suggestion === undefined) continue;
        suggested += 1;
        const others = imageTags.filter((it) => it !== tag || lacksSibling);
        const after = wrong(rules, name, [...others, suggestion]).map((it) => it.tag);
        expect(after).not.toContain(suggestion);
        if (lacksSibling) expect(after).not.toContain(tag);
      }
    }),
    { numRuns },
  );
  expect(suggested).toBeGreaterThan(numRuns / 20);
});

test('deny beats whatever says that a tag is right', () => {
  fc.assert(
    fc.property(declared, repository, tags, (config, name, imageTags) => {
      const rules = naming(config);
      const found = wrong(rules, name, imageTags).map((it) => it.tag);
      const denied = firstRule(config, name)?.deny.map(compileGlob) ?? [];
      for (const tag of imageTags.filter((it) => it !== quarantineTag(digest))) {
        if (denied.some((glob) => matches(glob, tag))) expect(found).toContain(tag);
      }
    }),
    { numRuns },
  );
});

test('the first rule with a glob for the repository decides, alone', () => {
  fc.assert(
    fc.property(declared, repository, tags, (config, name, imageTags) => {
      const first = firstRule(config, name);
      const found = checkImage(naming(config), name, imageWith(imageTags));
      const names = found.map(({ rule }) => rule).filter((rule) => rule !== 'reserved names');
      expect([...new Set(names)]).toEqual(names.length > 0 ? [first?.rule] : []);
      const alone = { ...config, tags: first ? [first] : [] };
      expect(checkImage(naming(alone), name, imageWith(imageTags))).toEqual(found);
    }),
    { numRuns },
  );
});

function firstRule(config: Declared, name: string) {
  return config.tags.find(({ repositories }) =>
    repositories.some((glob) => matches(compileGlob(glob), name)),
  );
}

test('what is done about the violations leaves nothing to do', () => {
  fc.assert(
    fc.property(declared, repository, tags, (config, name, imageTags) => {
      const rules = naming(config);
      const after = new Set(imageTags);
      for (const { tag, action } of wrong(rules, name, imageTags)) {
        if (action !== 'report') after.delete(tag);
        if (action === 'quarantine') after.add(quarantineTag(digest));
      }
      const left = wrong(rules, name, [...after]);
      expect(left.filter(({ action }) => action !== 'report')).toEqual([]);
    }),
    { numRuns },
  );
});

test('an image goes exactly when all of its tags are to be deleted', () => {
  fc.assert(
    fc.property(declared, repository, tags, (config, name, imageTags) => {
      const found = wrong(naming(config), name, imageTags);
      const deleted = found.filter(({ action }) => action === 'delete');
      const goes = deleted.length > 0 && deleted.length === imageTags.length;
      expect(deleted.map((it) => it.kind === 'tag' && it.imageGoes === true)).toEqual(
        deleted.map(() => goes),
      );
    }),
    { numRuns },
  );
});

const longParts = ['a', '1', '1.', 'v1.', '-', '1-', 'aA', '..', '1.1.1', 'deadbeef-'];

test('no name is too hostile: any text has an answer, that can stand in any line', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: fc.constantFrom('a', '-', '.', '1', '_', 'A', '\n', '\u202e', '\x9b') }),
    fc.constantFrom(...longParts).map((part) => part.repeat(300 / part.length)),
  );
  fc.assert(
    fc.property(declared, hostile, hostile, (config, name, text) => {
      const rules = naming(config);
      for (const it of [...checkRepository(rules, text), ...wrong(rules, 'a/b', [text, name])]) {
        expect(it.reason).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }
    }),
    { numRuns },
  );
});

test.each(longParts)(
  'a name of 20,000 characters, "%s" again and again, is judged, not waited for',
  (part) => {
    const name = part.repeat(20_000 / part.length);
    const rules = namingOf(`{tags: [{rule: it, kinds: [semver, calver, git-sha, version-line],
    patterns: ['(a*)*b', '(1|1.)*x'], allow: ['*a*a*c'], deny: ['*a*1*d']}]}`);
    expect(wrong(rules, 'a/b', [name, `${name}!`])).not.toEqual([]);
  },
);
