import { describe, expect, test } from 'vitest';
import { proposeNaming } from '../../../shared/proposal/naming.ts';
import { emptyTally, tally } from '../../../shared/proposal/tally.ts';
import type { RegistryImage } from '../../../shared/registry/read.ts';

const now = new Date('2026-11-28T00:00:00Z');

function repository(name: string, ...tags: string[]) {
  const images = emptyTally();
  for (const [at, tag] of tags.entries()) {
    const imageDigest = `sha256:${String(at).padStart(64, '0')}`;
    tally(images, { imageDigest, imageTags: [tag] } as RegistryImage, now);
  }
  return { name, settings: {}, isScanned: false, images };
}

const rulesOf = (...repositories: ReturnType<typeof repository>[]) =>
  proposeNaming(repositories).section.entries.map(({ value }) => value);

describe('rules for tags', () => {
  test('are none without tags, and none where they follow no pattern', () => {
    expect(proposeNaming([repository('a/x')])).toMatchObject({
      section: { entries: [] },
      leftOut: [],
    });
    const { section, leftOut } = proposeNaming([repository('a/x', 'one', 'two', '1.0.0', 'six')]);
    expect(section.entries).toEqual([]);
    expect(leftOut).toEqual([
      'a naming rule for a/**: their tags are few, or follow no pattern that ecr-steward knows',
    ]);
  });

  test('are one for all folders that are alike, however many', () => {
    const many = Array.from({ length: 150 }, (_, at) =>
      repository(`team-${at}/x`, '1.0.0', '1.1.0', 'latest'),
    );
    const { section, leftOut } = proposeNaming(many);
    expect(section.entries).toMatchObject([
      {
        value: { rule: 'semver', repositories: ['**'], kinds: ['semver'], allow: ['latest'] },
        comments: ['100 % of 450 tags fit this rule: semver 66 %.'],
      },
    ]);
    expect(leftOut).toEqual([]);
  });

  test('are one for each sort of tags, with the fewest kinds', () => {
    const days = ['2026.10', '2026.11', '2026.12'];
    expect(
      rulesOf(
        repository('a/x', '1.0.0', '2026.11.3', '20.10.7'),
        repository('b/x', ...days, 'pr-1', 'pr-2', 'pr-3'),
        repository('plain', 'a1b2c3d', 'b1b2c3d', 'c1b2c3d', 'main'),
      ),
    ).toMatchObject([
      { repositories: ['b/**'], kinds: ['calver'], allow: ['pr-*'], action: 'report' },
      { repositories: ['*'], kinds: ['git-sha'], allow: ['main'] },
      { repositories: ['a/**'], kinds: ['semver'] },
    ]);
  });

  test('fit every folder that they are for, whatever is usual in others', () => {
    const folders = Array.from({ length: 30 }, (_, at) => {
      const own = `${String.fromCharCode(97 + (at % 26))}${'x'.repeat(at)}`;
      const versions = ['1.0.0', '1.1.0', '1.2.0'];
      return repository(`team-${at}/x`, ...versions, ...[1, 2, 3, 4].map((it) => `${own}-${it}`));
    });
    const { section } = proposeNaming(folders);
    expect(section.entries).toMatchObject([
      { value: { kinds: ['semver'] }, comments: ['100 % of 210 tags fit this rule: semver 42 %.'] },
    ]);
  });

  test('count tags of no kind, however many a repository has', () => {
    const some = Array.from({ length: 3_000 }, (_, at) => `pr-${at}`);
    const versions = Array.from({ length: 100 }, (_, at) => `1.0.${at}`);
    const { section } = proposeNaming([repository('a/x', ...some, ...versions)]);
    expect(section.entries).toMatchObject([
      {
        value: { kinds: ['semver'], allow: ['pr-*'] },
        comments: ['100 % of 3,100 tags fit this rule: semver 3 %.'],
      },
    ]);
  });

  test('do not count what tools push beside an image', () => {
    const signature = `sha256-${'a'.repeat(64)}.sig`;
    const [rule] = proposeNaming([
      repository('a/x', '1.0.0', '1.1.0', '1.2.0', signature, signature),
    ]).section.entries;
    expect(rule?.comments).toEqual(['100 % of 3 tags fit this rule: semver 100 %.']);
  });
});
