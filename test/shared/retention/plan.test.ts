import { describe, expect, test } from 'vitest';
import type { Reason } from '../../../shared/retention/plan/reasons.ts';
import { digestOf } from '../../local/images.ts';
import { type Given, indexOf, planOf, ruleOf, selectedIn, stored, usedBy } from './repository.ts';

const releases = 'action: delete, keep: { newest: [{ tags: ["*.*"], count: 2 }], tags: [keep-*] }';

function named(digests: readonly string[], { images }: Given, ...names: string[]): string[] {
  return digests.map(
    (digest) => names.find((name) => digestOf(name) === digest) ?? String(images.length),
  );
}

describe('a rule selects what nothing keeps', () => {
  const images = [
    stored('1.0', 40, { imageTags: ['1.0'] }),
    stored('1.1', 30, { imageTags: ['1.1', 'keep-1'] }),
    stored('1.2', 20, { imageTags: ['1.2'] }),
    stored('1.3', 10, { imageTags: ['1.3'] }),
    stored('pr', 1, { imageTags: ['pr-7'] }),
    stored('none', 50),
  ];

  test.each<[string, string, string[]]>([
    ['the newest of a sort of tags', releases, ['1.0', 'pr']],
    [
      'the newest of all tags',
      'action: delete, keep: { newest: [{ count: 2 }] }',
      ['1.0', '1.1', '1.2'],
    ],
    ['what was pushed lately', 'action: delete, keep: { pushedWithin: 25d }', ['1.0', '1.1']],
    ['what was pulled lately, or pushed', 'action: delete, keep: { pulledWithin: 29d }', ['1.0']],
    ['patterns', 'action: delete, keep: { patterns: ["1\\\\.[0-2]"] }', ['1.3', 'pr']],
    [
      'what has no tag for some time only',
      'action: delete, keep: { tags: ["*"] }, untaggedAfter: 50d',
      ['none'],
    ],
    [
      'what has no tag long enough',
      'action: delete, keep: { tags: ["*"] }, untaggedAfter: 51d',
      [],
    ],
  ])('but %s', (_what, rule, selected) => {
    const given = { images };
    const plan = planOf(ruleOf(`{ ${rule} }`), given);
    const all = images.map(({ imageTags: [tag] = [] }) => tag ?? 'none');
    const digests = selectedIn(plan).toSorted();
    const wanted = selected.map(digestOf).toSorted();
    expect(named(digests, given, ...all, 'pr')).toEqual(named(wanted, given, ...all, 'pr'));
  });

  test('with the reason why each of the others stays', () => {
    const { kept } = planOf(ruleOf(`{ ${releases} }`), { images, uses: [usedBy('1.0')] });
    const reasonOf = (name: string) => kept.get(digestOf(name));
    expect(['1.0', '1.1', '1.2', '1.3', 'pr', 'none'].map(reasonOf)).toEqual<
      (Reason | undefined)[]
    >(['inUse', 'tag', 'newest', 'newest', undefined, 'untagged']);
  });
});

describe('what belongs together', () => {
  const tagged = { imageTags: ['1.0'] };
  const images = [
    indexOf('index', 40, tagged),
    stored('amd64', 40),
    stored('arm64', 40),
    stored('signature', 2, { subjectManifestDigest: digestOf('index') }),
    indexOf('newer', 10, { imageTags: ['2.0'] }),
    stored('amd64 of newer', 10),
  ];
  const parts = new Map([
    [digestOf('index'), [digestOf('amd64'), digestOf('arm64')]],
    [digestOf('newer'), [digestOf('amd64 of newer'), digestOf('arm64')]],
  ]);
  const one = ruleOf('{ action: delete, keep: { newest: [{ count: 1 }] } }');

  test('goes together, without what others need: an index first, what refers to it too', () => {
    const { selected } = planOf(one, { images, parts });
    expect(selected).toMatchObject([{ root: digestOf('index'), action: 'delete' }]);
    const [root, ...others] = selected[0]?.images ?? [];
    expect(root?.imageDigest).toBe(digestOf('index'));
    expect(new Set(others.map(({ imageDigest }) => imageDigest))).toEqual(
      new Set([digestOf('amd64'), digestOf('signature')]),
    );
  });

  test('stays together, where a part is in use', () => {
    const { selected, kept } = planOf(one, { images, parts, uses: [usedBy('amd64')] });
    expect(selected).toEqual([]);
    expect(kept.get(digestOf('index'))).toBe('inUse');
  });

  test('goes one after the other, and what both have with the newer one', () => {
    const rule = ruleOf('{ action: archive, keep: { tags: ["3.0"] } }');
    const { selected } = planOf(rule, { images, parts });
    expect(selected.map(({ root, images: { length } }) => [root, length])).toEqual([
      [digestOf('index'), 3],
      [digestOf('newer'), 3],
    ]);
  });

  test('counts once among the newest', () => {
    const withTags = images.map((it) =>
      it.imageDigest === digestOf('amd64 of newer') ? { ...it, imageTags: ['2.0-amd64'] } : it,
    );
    const rule = ruleOf('{ action: delete, keep: { newest: [{ count: 2 }] } }');
    expect(planOf(rule, { images: withTags, parts }).selected).toEqual([]);
  });

  test('is left alone where an index cannot be read', () => {
    const unread = new Map([...parts, [digestOf('index'), undefined] as const]);
    const { doubts } = planOf(one, { images, parts: unread });
    expect(doubts).toEqual([expect.stringContaining(digestOf('index'))]);
  });

  test('never goes where images refer to each other', () => {
    const hex = (name: string) => digestOf(name).slice('sha256:'.length);
    const circle = [
      stored('a', 50, { imageTags: [`sha256-${hex('b')}`] }),
      stored('b', 50, { imageTags: [`sha256-${hex('a')}`] }),
    ];
    expect(planOf(one, { images: circle }).selected).toEqual([]);
  });

  test('a signature of an image that is not there stays', () => {
    const alone = [stored('signature', 50, { subjectManifestDigest: digestOf('gone') })];
    const rule = ruleOf('{ action: delete, keep: { tags: [x] }, untaggedAfter: 1d }');
    expect(planOf(rule, { images: alone }).kept.get(digestOf('signature'))).toBe('referrer');
  });
});

test('of what is in the archive, only what was announced is deleted, after its time', () => {
  const archived = (name: string, days: number) =>
    stored(name, 500, {
      status: 'ARCHIVED',
      archived: Date.parse('2026-11-28T02:00:00Z') - days * 86_400_000,
      imageTags: [name],
    });
  const images = [archived('ours', 90), archived('ours-lately', 89), archived('others', 400)];
  const rule = ruleOf('{ action: archive, keep: { tags: [x] }, deleteArchivedAfterDays: 90 }');
  const entry = { at: '2026-01-01T00:00:00.000Z', action: 'archive' as const, with: [] };
  const units = { [digestOf('ours')]: entry, [digestOf('ours-lately')]: entry };
  const memory = { seen: entry.at, units };
  const { selected } = planOf(rule, { images, memory });
  expect(selected).toMatchObject([{ root: digestOf('ours'), action: 'delete' }]);
});
