import { describe, expect, test } from 'vitest';
import {
  listKey,
  nameOf,
  planWarming,
  type TagList,
  targetsOf,
  type WarmStep,
} from '../../../../shared/cache/warm/plan.ts';
import { wantedImages } from '../../../../shared/cache/warm/wanted.ts';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';

const rules = (...lines: string[]) =>
  parseRegistryConfig(`pullThroughCache: {rules: [${lines.join(', ')}]}`).pullThroughCache.rules;

const quay = (warm: string, keys = '') => `{prefix: quay, upstream: quay, ${keys} warm: [${warm}]}`;

interface Given {
  lists?: Record<string, TagList>;
  cached?: string[];
  spent?: number;
  budget?: number;
}

/** The steps of a plan in short, for a file with one rule. */
function planOf(warm: string, { lists = {}, cached = [], spent = 0, budget = 9 }: Given = {}) {
  const targets = targetsOf(wantedImages(rules(quay(warm))), new Map(Object.entries(lists)));
  const digests = new Map(cached.map((name) => [`quay/${name}`, 'sha256:a']));
  return planWarming(targets, digests, new Map([['quay.io', spent]]), budget).steps.map(inShort);
}

function inShort(step: WarmStep): string {
  const { platforms } = step.target;
  return `${step.action} ${nameOf(step.target)}${platforms ? ` ${platforms}` : ''}`;
}

describe('a rule wants', () => {
  test.each([
    ['quay', '', 'quay/a/b', 'a/b'],
    ['quay/', '', 'quay/a/b', 'a/b'],
    ['ROOT', '', 'a/b', 'a/b'],
    ['quay', 'upstreamRepositoryPrefix: team,', 'quay/a/b', 'team/a/b'],
    ['quay', 'upstreamRepositoryPrefix: ROOT,', 'quay/a/b', 'a/b'],
  ])('with the prefix %s %s the repository %s, upstream %s', (prefix, keys, here, there) => {
    const rule = quay('{image: a/b, tags: [x]}', keys).replace('prefix: quay', `prefix: ${prefix}`);
    expect(wantedImages(rules(rule))).toMatchObject([
      { repositoryName: here, upstreamPath: there, upstream: 'quay.io' },
    ]);
  });

  test('of the rules that are named, and there has to be one', () => {
    const both = rules(
      quay('{image: a, tags: [x]}'),
      '{prefix: k8s, upstream: k8s, warm: [{image: b, tags: [x]}]}',
    );
    const [image] = wantedImages(both, ['k8s/']);
    expect(image && listKey(image)).toBe('registry.k8s.io/b');
    expect(wantedImages(both)).toHaveLength(2);
    expect(() => wantedImages(both, ['k9s'])).toThrow(
      'registry.yml has no cache rule k9s: it has quay, k8s',
    );
  });
});

const skipped: TagList = { skipped: 'time' };
const failure = { code: 'TagsNotListed', cause: 'c', remedy: 'r' };

test.each<[string, string, Given, string[]]>([
  ['what is not cached', '{image: a, tags: [x, y]}', {}, ['import quay/a:x', 'import quay/a:y']],
  ['what is cached', '{image: a, tags: [x]}', { cached: ['a:x'] }, ['refresh quay/a:x']],
  [
    'an image named twice, with the platforms of both',
    '{image: a, tags: [x], platforms: [linux/amd64]}, {image: a, tags: [x], platforms: [linux/arm64]}',
    {},
    ['import quay/a:x linux/amd64,linux/arm64'],
  ],
  [
    'an image named twice, once with all platforms',
    '{image: a, tags: [x], platforms: [linux/amd64]}, {image: a, tags: [x]}',
    {},
    ['import quay/a:x'],
  ],
  [
    'a tag that a range comes to as well',
    "{image: a, tags: ['1.2.0', ~1.2]}",
    { lists: { 'quay.io/a': { tags: ['1.2.0', '1.1.0'] } } },
    ['import quay/a:1.2.0'],
  ],
  [
    'a range without a list, and plain tags beside it',
    '{image: a, tags: [~1, x]}, {image: b, tags: [~1]}',
    { lists: { 'quay.io/a': { failure }, 'quay.io/b': skipped } },
    ['import quay/a:x', 'fail quay/a:~1', 'skip quay/b:~1'],
  ],
  [
    'no more than the budget, in the order of the file; what is cached is free',
    '{image: a, tags: [v, w, x, y, z]}',
    { budget: 2, cached: ['a:v', 'a:z'] },
    ['refresh quay/a:v', 'import quay/a:w', 'import quay/a:x', 'skip quay/a:y', 'refresh quay/a:z'],
  ],
  [
    'a budget of which lists of tags took a part',
    '{image: a, tags: [x, y]}',
    { budget: 2, spent: 1 },
    ['import quay/a:x', 'skip quay/a:y'],
  ],
])('plans %s', (_, warm, given, expected) => {
  expect(planOf(warm, given)).toEqual(expected);
});
