import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../../../shared/registry/lifecycle/evaluate.ts';
import type { LintedImage } from '../../../../../shared/registry/lifecycle/lint/finding.ts';
import { lintPolicy } from '../../../../../shared/registry/lifecycle/lint/lint.ts';
import { lifecycleRulesIn } from '../../../../../shared/registry/lifecycle/policy.ts';

const now = new Date('2026-11-28T00:00:00Z');
const signature = `sha256-${'ab'.repeat(32)}.sig`;
const digest = (at: number) => `sha256:${at}`;

interface Case {
  /** The tags of each image, the oldest first: one image a day, the last one today. */
  images: readonly (readonly string[])[];
  rules: readonly object[];
  /** By the number of an index, the numbers of its parts. */
  parts?: Record<number, number[]>;
  /** Numbers of images that run. */
  runs?: number[];
}

function lint({ images, rules, parts = {}, runs = [] }: Case): string[] {
  const listed: LintedImage[] = images.map((imageTags, at) => ({
    ...{ imageDigest: digest(at), imageTags: [...imageTags], imageStatus: 'ACTIVE' },
    imagePushedAt: new Date(now.getTime() - (images.length - 1 - at) * 86_400_000),
  }));
  const parsed = lifecycleRulesIn(JSON.stringify({ rules })) ?? [];
  const known = new Map(
    Object.entries(parts).map(([index, of]) => [digest(Number(index)), of.map(digest)]),
  );
  const running = new Map(runs.map((at) => [digest(at), ['ECS service prod/web']]));
  const evaluated = evaluate(parsed, listed, known, now);
  const found = lintPolicy({ images: listed, parts: known, runs: running, rules: evaluated });
  for (const it of found) expect(`${it.text}. ${it.todo}.`).toMatch(/^[^.].*\w[^.]*\.$/s);
  return found.map(({ rule, level, id }) => `${rule} ${level} ${id.replace('lifecycle/', '')}`);
}

const keep = (countNumber: number) => ({ countType: 'imageCountMoreThan', countNumber });
const days = (countNumber: number, countType = 'sinceImagePushed') => ({
  ...{ countType, countUnit: 'days', countNumber },
});
const rule = (rulePriority: number, selection: object, type = 'expire') => ({
  ...{ rulePriority, selection, action: { type } },
});
const tagged = (...tagPatternList: string[]) => ({ tagStatus: 'tagged', tagPatternList });
const prefixed = (...tagPrefixList: string[]) => ({ tagStatus: 'tagged', tagPrefixList });
const untagged = { tagStatus: 'untagged' };
const any = { tagStatus: 'any' };

const versions = (count: number) => Array.from({ length: count }, (_, at) => [`v1.${at}`]);

describe('what policies of public modules come to', () => {
  test.each<[string, Case, string[]]>([
    [
      'the newest of a stage, where all tags have it',
      { images: [['prod-1'], ['prod-2']], rules: [rule(1, { ...prefixed('prod'), ...keep(500) })] },
      [],
    ],
    [
      'the same where images have versions',
      { images: versions(3), rules: [rule(1, { ...prefixed('prod'), ...keep(500) })] },
      ['1 note matches-nothing'],
    ],
    [
      'untagged ones, then the newest of all, with single images',
      {
        images: versions(3),
        rules: [rule(1, { ...untagged, ...keep(1) }), rule(2, { ...any, ...keep(500) })],
      },
      [],
    ],
    [
      'the newest 4 of all, with image indexes',
      {
        images: [[], [], ['v1'], [], [], ['v2']],
        parts: { 2: [0, 1], 5: [3, 4] },
        rules: [rule(1, { ...any, ...keep(3) })],
      },
      ['1 warning counts-parts'],
    ],
    [
      'the newest 40 of all, with few image indexes',
      { images: [[], ['v1']], parts: { 1: [0] }, rules: [rule(1, { ...any, ...keep(40) })] },
      ['1 note counts-parts'],
    ],
    [
      'each protected tag in a rule of its own, and a rule for all others',
      {
        images: [['v1.0'], ['prod'], ['staging']],
        rules: [
          rule(1, { ...prefixed('prod'), ...keep(999_999) }),
          rule(2, { ...prefixed('staging'), ...keep(999_999) }),
          rule(3, { ...any, ...keep(100) }),
        ],
      },
      [],
    ],
    [
      'protected tags in one rule, of which each image has one',
      {
        images: [['latest'], ['main'], ['master'], ['cache']],
        rules: [
          rule(1, { ...tagged('latest', 'main', 'master', 'cache'), ...days(3650) }),
          rule(2, { ...any, ...days(60) }),
        ],
      },
      ['1 warning all-patterns'],
    ],
    [
      'the same where an image has all of them',
      {
        images: [['1'], ['latest', 'main', 'master', 'cache', '2']],
        rules: [rule(1, { ...tagged('latest', 'main', 'master', 'cache'), ...days(3650) })],
      },
      [],
    ],
  ])('%s', (_, given, expected) => {
    expect(lint(given)).toEqual(expected);
  });
});

describe('tags', () => {
  test.each<[string, Case, string[]]>([
    [
      'v is not v*',
      { images: versions(2), rules: [rule(1, { ...tagged('v'), ...keep(9) })] },
      ['1 warning no-wildcard'],
    ],
    [
      'v is a tag',
      { images: [['v'], ['v1']], rules: [rule(1, { ...tagged('v'), ...keep(9) })] },
      [],
    ],
    [
      'a * in a prefix',
      { images: versions(2), rules: [rule(1, { ...prefixed('v*'), ...keep(9) })] },
      ['1 warning never-matches'],
    ],
    [
      'a pattern with what no tag has',
      { images: versions(2), rules: [rule(1, { ...tagged('feature/*'), ...keep(9) })] },
      ['1 warning never-matches'],
    ],
    [
      'a pattern that begins as no tag does',
      { images: versions(2), rules: [rule(1, { ...tagged('-rc*'), ...keep(9) })] },
      ['1 warning never-matches'],
    ],
    [
      'a pattern in whose middle that may be',
      { images: [['1.0-rc1']], rules: [rule(1, { ...tagged('*-rc*'), ...keep(9) })] },
      [],
    ],
    [
      'a rule that has cleaned up',
      { images: versions(2), rules: [rule(1, { ...untagged, ...days(1) })] },
      [],
    ],
    [
      'rules that keep what may come one day',
      {
        images: versions(2),
        rules: [
          rule(1, { ...tagged('in-use-*'), ...keep(999_999) }),
          rule(2, { ...prefixed('sha256-'), ...keep(999_999) }),
        ],
      },
      [],
    ],
    [
      'a repository without images',
      { images: [], rules: [rule(1, { ...prefixed('v*'), ...keep(9) })] },
      [],
    ],
  ])('%s', (_, given, expected) => {
    expect(lint(given)).toEqual(expected);
  });
});

describe('the order', () => {
  test.each<[string, Case, string[]]>([
    [
      'a narrow rule after a wide one',
      {
        images: versions(3),
        rules: [
          rule(1, { ...tagged('v*'), ...keep(9) }),
          rule(2, { ...tagged('v1.*'), ...days(1) }),
        ],
      },
      ['2 warning shadowed'],
    ],
    [
      'a wide rule after a narrow one, which has all there are',
      {
        images: versions(3),
        rules: [
          rule(1, { ...tagged('v1.*'), ...keep(9) }),
          rule(2, { ...prefixed('v'), ...days(1) }),
        ],
      },
      ['2 note shadowed'],
    ],
    [
      'the same with others',
      {
        images: [...versions(3), ['v2']],
        rules: [
          rule(1, { ...tagged('v1.*'), ...keep(9) }),
          rule(2, { ...prefixed('v'), ...days(1) }),
        ],
      },
      [],
    ],
    [
      'the order of priorities, not of the text',
      {
        images: versions(3),
        rules: [
          rule(7, { ...tagged('v1.*'), ...days(90) }),
          rule(3, { ...tagged('v*'), ...keep(9) }),
        ],
      },
      ['7 warning shadowed'],
    ],
    [
      'a rule that wants one tag more is narrower',
      {
        images: [['v1', 'prod'], ['v2']],
        rules: [
          rule(1, { ...tagged('v*', 'prod'), ...keep(9) }),
          rule(2, { ...tagged('v*'), ...keep(9) }),
        ],
      },
      [],
    ],
    [
      'a rule that wants one tag less is wider',
      {
        images: [['v1', 'prod'], ['v2']],
        rules: [
          rule(1, { ...tagged('v*'), ...keep(9) }),
          rule(2, { ...tagged('v*', 'prod'), ...keep(9) }),
        ],
      },
      ['2 warning shadowed'],
    ],
  ])('%s', (_, given, expected) => {
    expect(lint(given)).toEqual(expected);
  });
});

describe('what is counted, and what goes', () => {
  test.each<[string, Case, string[]]>([
    [
      'signatures among the newest',
      {
        images: [['1.0'], [signature], ['1.1'], [`${signature.replace('ab', 'cd')}`]],
        rules: [rule(1, { ...tagged('*'), ...keep(2) })],
      },
      ['1 warning counts-referrers'],
    ],
    [
      'signatures that a rule does not count',
      {
        images: [['1.0'], [signature], ['1.1']],
        rules: [rule(1, { ...tagged('1.*'), ...keep(1) })],
      },
      [],
    ],
    [
      'an untagged image that runs, and is not due yet',
      { images: [[], ['1.0']], runs: [0], rules: [rule(1, { ...untagged, ...days(14) })] },
      ['1 warning untagged-in-use'],
    ],
    [
      'an untagged image that runs as a part',
      {
        images: [[], ['1.0']],
        ...{ runs: [0], parts: { 1: [0] } },
        rules: [rule(1, { ...untagged, ...days(14) })],
      },
      [],
    ],
    [
      'what was never pulled',
      {
        images: [['1.0'], ['1.1'], ['1.2']],
        rules: [rule(1, { ...any, ...days(1, 'sinceImagePulled') }, 'transition')],
      },
      ['1 note never-pulled'],
    ],
  ])('%s', (_, given, expected) => {
    expect(lint(given)).toEqual(expected);
  });
});

test('a policy that leaves nothing', () => {
  const old = new Date(now.getTime() - 40 * 86_400_000);
  const images: LintedImage[] = [
    { imageDigest: 'sha256:a', imageTags: ['1.0'], imageStatus: 'ACTIVE', imagePushedAt: old },
    {
      ...{ imageDigest: 'sha256:b', imageStatus: 'ACTIVE', imagePushedAt: now },
      subjectManifestDigest: 'sha256:a',
    },
  ];
  const policy = lifecycleRulesIn(JSON.stringify({ rules: [rule(1, { ...any, ...days(30) })] }));
  const parts = new Map();
  const rules = evaluate(policy ?? [], images, parts, now);
  expect(lintPolicy({ images, parts, runs: new Map(), rules })).toMatchObject([
    { id: 'lifecycle/takes-all', level: 'warning' },
  ]);
  const archived = {
    ...images[0],
    imageDigest: 'sha256:c',
    imageStatus: 'ARCHIVED',
  } as LintedImage;
  const more = [...images, archived];
  const again = evaluate(policy ?? [], more, parts, now);
  expect(lintPolicy({ images: more, parts, runs: new Map(), rules: again })).toEqual([]);
});
