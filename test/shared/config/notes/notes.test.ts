import { expect, test } from 'vitest';
import { pathText } from '../../../../shared/config/document/document.ts';
import { loadRegistryConfig, parseRegistryConfig } from '../../../../shared/config/load.ts';
import { notesOn } from '../../../../shared/config/notes/notes.ts';

function notes(text: string): string[] {
  return notesOn(parseRegistryConfig(text)).map(
    ({ path, message }) => `${pathText(path)}: ${message}`,
  );
}

const rules = (...globs: string[][]) =>
  notes(JSON.stringify({ movedTags: globs.map((repositories) => ({ repositories })) }));

const cached = 'pullThroughCache: {rules: [{prefix: quay.io, upstream: quay}]}';

test('the sample has none', () => {
  expect(notesOn(loadRegistryConfig('registry.yml'))).toEqual([]);
});

test.each<[string[][], string]>([
  [[['**'], ['team-a/**']], 'movedTags[1].repositories: match only repositories of movedTags[0]'],
  [
    [['team-a/**'], ['team-a/*']],
    'movedTags[1].repositories: match only repositories of movedTags[0]',
  ],
  [
    [['team-?/*'], ['team-a/web']],
    'movedTags[1].repositories: match only repositories of movedTags[0]',
  ],
  [
    [['a**'], ['b**'], ['a/x', 'b/*']],
    'movedTags[2].repositories: match only repositories of rules above',
  ],
  [[['*', '*/**'], ['**']], 'movedTags[1].repositories: match only repositories of movedTags[0]'],
  [[['Team/**']], 'movedTags[0].repositories[0]: "Team/**" can match no repository'],
  [[['team/']], 'movedTags[0].repositories[0]: "team/" can match no repository'],
  [[['a//b']], 'movedTags[0].repositories[0]: "a//b" can match no repository'],
])('of %j the dead one is told', (globs, start) => {
  expect(rules(...globs)).toEqual([expect.stringContaining(start)]);
});

test.each<[string[][]]>([
  [[['team-a/**'], ['**']]],
  [[['team-a/*'], ['team-a/**']]],
  [[['*'], ['**']]],
  [[['a*b'], ['ab*']]],
  [
    [
      ['team-a/**', 'x'],
      ['team-a/web', 'y'],
    ],
  ],
])('of %j none is dead', (globs) => {
  expect(rules(...globs)).toEqual([]);
});

test('a rule for images in use leaves the others to rules below', () => {
  const dead = (...inUse: boolean[]) =>
    notes(
      JSON.stringify({
        scanning: {
          rules: inUse.map((is, at) => ({ rule: `${at}`, inUse: is, fail: { high: 0 } })),
        },
      }),
    ).map((note) => note.slice(0, 'scanning.rules[0]'.length));
  expect(dead(true, false)).toEqual([]);
  expect(dead(true, true)).toEqual(['scanning.rules[1]']);
  expect(dead(false, true)).toEqual(['scanning.rules[1]']);
  expect(dead(true, false, false)).toEqual(['scanning.rules[2]']);
});

test('a rule for images in use without a source of uses never applies', () => {
  const rule = 'scanning: {rules: [{rule: a, inUse: true, fail: {high: 0}}]}';
  expect(notes(rule)).toEqual([]);
  expect(notes(`${rule}\nuse: {sources: []}`)).toEqual([
    expect.stringContaining('scanning.rules[0].inUse: never applies'),
  ]);
});

test('rules for cached repositories alone never decide, but those of scans do', () => {
  const naming = 'naming: {tags: [{rule: a, repositories: ["quay.io/**"], kinds: [semver]}]}';
  const scanning =
    'scanning: {rules: [{rule: a, repositories: ["quay.io/**"], fail: {critical: 0}}]}';
  expect(notes(`${naming}\n${cached}\n${scanning}`)).toEqual([
    expect.stringContaining('naming.tags[0].repositories: match only repositories of a cache rule'),
  ]);
  expect(notes(`baseline: [{repositories: ["quay.io*"], mutability: MUTABLE}]\n${cached}`)).toEqual(
    [],
  );
});

const tags = (keys: string) => notes(`naming: {tags: [{rule: a, ${keys}}]}`);
const latest = (keys: string, tag = 'latest') =>
  tags(`${keys}, requires: [{tags: ["${tag}"], sibling: {kinds: [semver]}}]`);

test.each([
  [latest('kinds: [semver]'), 'requires[0].tags[0]: "latest" is invalid by this rule'],
  [latest('patterns: ["v[0-9]+"]'), 'requires[0].tags[0]: "latest" is invalid by this rule'],
  [latest('deny: [lat*]'), 'requires[0].tags[0]: "latest" is invalid by this rule'],
  [latest('patterns: ["v[0-9]+"]', 'stable-*'), '"stable-*" is invalid by this rule'],
  [
    tags('kinds: [semver], requires: [{kinds: [version-line], sibling: {kinds: [semver]}}]'),
    'requires[0].kinds[0]: a version-line is invalid',
  ],
  [
    tags('kinds: [semver], allow: [latest], requires: [{tags: [latest], sibling: {tags: [main]}}]'),
    'requires[0].sibling: names only tags that are invalid',
  ],
  [tags('allow: [feature/x]'), 'allow[0]: "feature/x" can match no tag'],
  [tags('allow: [pr-1], deny: ["pr-*"]'), 'allow[0]: "pr-1" is denied'],
])('%j names what never holds', (found, part) => {
  expect(found).toEqual([expect.stringContaining(part)]);
});

test.each([
  [latest('kinds: [semver], allow: [latest]')],
  [latest('kinds: [semver], allow: ["l*"]')],
  [latest('maxTagsPerImage: 5')],
  [latest('kinds: [git-sha]', 'deadbeef')],
  [latest('kinds: [calver]', 'bookworm-20260803')],
  [latest('kinds: [semver]', 'stable-*')],
  [latest('patterns: ["^latest$"]')],
  [
    tags(
      'kinds: [semver, version-line], requires: [{kinds: [version-line], sibling: {kinds: [semver]}}]',
    ),
  ],
  [
    tags(
      'kinds: [semver], patterns: ["[0-9]+"], requires: [{kinds: [version-line], sibling: {kinds: [semver]}}]',
    ),
  ],
])('what may hold is left alone', (found) => {
  expect(found).toEqual([]);
});

test('an exemption of findings that no rule counts is told', () => {
  const ignore = (glob: string) =>
    notes(
      `scanning: {rules: [{rule: a, repositories: ["p/**"], fail: {high: 0}}], ignore: [{id: CVE-2026-1, until: 2027-01-31, reason: x, repositories: ["${glob}"]}]}`,
    );
  expect([ignore('p/*'), ignore('**')]).toEqual([[], []]);
  expect(ignore('q/**')).toEqual([
    expect.stringContaining('scanning.ignore[0].repositories[0]: "q/**" ignores nothing'),
  ]);
});

const warm = (upstream: string, image: string, more = '') =>
  notes(
    `pullThroughCache: {rules: [{prefix: cache, upstream: ${upstream}, ${more} warm: [{image: ${image}, tags: [latest]}]}]}`,
  );

test('an image to warm that its upstream cannot have is told', () => {
  expect(warm('quay', 'redis')).toEqual([
    expect.stringContaining('warm[0].image: "redis" has one part only'),
  ]);
  expect(warm('quay', 'cache/a/b')).toEqual([expect.stringContaining('the prefix of its rule')]);
  expect(warm('quay', 'docker.io/library/redis')).toEqual([
    expect.stringContaining('names a registry'),
  ]);
  expect(warm('quay', 'redis', 'upstreamRepositoryPrefix: bitnami,')).toEqual([]);
  expect([warm('k8s', 'pause'), warm('quay', 'a/b')]).toEqual([[], []]);
});
