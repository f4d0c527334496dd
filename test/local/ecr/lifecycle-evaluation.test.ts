import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LifecycleImage } from '../../../local/ecr/lifecycle/action.ts';
import { evaluate, followersOf } from '../../../local/ecr/lifecycle/evaluation.ts';
import type { LifecycleRule } from '../../../local/ecr/lifecycle/policy.ts';

const now = new Date('2026-11-21T12:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 60 * 60 * 1000);

/** An image with the name as digest that was pushed so many days ago. */
function image(digest: string, age: number, rest: Partial<LifecycleImage> = {}): LifecycleImage {
  return {
    digest,
    tags: [],
    storageClass: 'standard',
    pushedAt: daysAgo(age),
    parents: [],
    ...rest,
  };
}

const counted = { storageClass: 'standard', countType: 'imageCountMoreThan' } as const;
const aged = { storageClass: 'standard', countUnit: 'days' } as const;
const any = (countNumber: number) => ({ ...counted, tagStatus: 'any', countNumber }) as const;
const tagged = (countNumber: number, ...tagPatternList: string[]) =>
  ({ ...any(countNumber), tagStatus: 'tagged', tagPatternList }) as const;
const older = (countType: 'sinceImagePushed' | 'sinceImagePulled', countNumber: number) =>
  ({ ...aged, tagStatus: 'any', countType, countNumber }) as const;
const archivedFor = (countNumber: number) =>
  ({
    ...older('sinceImagePushed', countNumber),
    storageClass: 'archive',
    countType: 'sinceImageTransitioned',
  }) as const;

type Action = LifecycleRule['action'];
const archive: Action = { type: 'transition', targetStorageClass: 'archive' };

function policy(
  selections: readonly LifecycleRule['selection'][],
  action: Action = { type: 'expire' },
) {
  return {
    rules: selections.map((selection, at) => ({ rulePriority: at + 1, selection, action })),
  };
}

/** What is taken, as `digest by rule`, and for what waits as `digest waits`. */
function taken(
  images: readonly LifecycleImage[],
  ...rules: LifecycleRule['selection'][]
): string[] {
  return evaluate(policy(rules), images, now).map(
    (it) => `${it.image.digest} ${it.waitsFor.length > 0 ? 'waits' : it.rulePriority}`,
  );
}

describe('AWS’s own examples', () => {
  const a = image('A', 10, { tags: ['beta-1', 'prod-1'] });
  const b = image('B', 9, { tags: ['beta-2', 'prod-2'] });
  const c = image('C', 8, { tags: ['beta-3'] });

  test('a rule protects images that its tags match from the rules after it', () => {
    expect(taken([a, b, c], tagged(1, 'prod*'), tagged(1, 'beta*'))).toEqual(['A 1']);
  });

  test('the order of the rules decides who takes an image', () => {
    expect(taken([a, b, c], tagged(1, 'beta*'), tagged(1, 'prod*'))).toEqual(['A 1', 'B 1']);
  });

  test('a rule takes only images that have a tag for each of its patterns', () => {
    const images = [
      image('A', 12, { tags: ['alpha-1'] }),
      image('B', 11, { tags: ['beta-1'] }),
      image('C', 10, { tags: ['alpha-2', 'beta-2'] }),
      image('D', 9, { tags: ['alpha-4', 'beta-4'] }),
    ];
    expect(taken(images, tagged(1, 'alpha*', 'beta*'))).toEqual(['C 1']);
  });

  test('a rule for all images comes last and does not apply to protected ones', () => {
    const images = [
      image('A', 3, { tags: ['prod-1'] }),
      image('B', 2, { tags: ['dev-1'] }),
      image('C', 1),
    ];
    expect(taken(images, tagged(1, 'prod*'), any(1))).toEqual(['B 2']);
  });
});

describe('what is too old', () => {
  test.each([
    ['a push 11 days ago', image('A', 11), older('sinceImagePushed', 10), true],
    ['a push exactly 10 days ago', image('A', 10), older('sinceImagePushed', 10), false],
    [
      'a pull 5 days ago',
      image('A', 99, { lastPulledAt: daysAgo(5) }),
      older('sinceImagePulled', 10),
      false,
    ],
    [
      'a pull 11 days ago',
      image('A', 99, { lastPulledAt: daysAgo(11) }),
      older('sinceImagePulled', 10),
      true,
    ],
    ['no pull since the push', image('A', 11), older('sinceImagePulled', 10), true],
    [
      'no pull since it was restored',
      image('A', 99, { lastPulledAt: daysAgo(50), lastActivatedAt: daysAgo(5) }),
      older('sinceImagePulled', 10),
      false,
    ],
    [
      '91 days in the archive',
      image('A', 99, { storageClass: 'archive', lastArchivedAt: daysAgo(91) }),
      archivedFor(90),
      true,
    ],
    [
      '89 days in the archive',
      image('A', 99, { storageClass: 'archive', lastArchivedAt: daysAgo(89) }),
      archivedFor(90),
      false,
    ],
    [
      'an archived image for a rule of the standard class',
      image('A', 99, { storageClass: 'archive' }),
      older('sinceImagePushed', 10),
      false,
    ],
  ])('%s', (_what, it, rule, isTaken) => {
    expect(taken([it], rule)).toEqual(isTaken ? ['A 1'] : []);
  });

  test('a restored image counts as young as its restore', () => {
    const restored = image('A', 99, { lastActivatedAt: daysAgo(1) });
    expect(taken([restored, image('B', 50)], any(1))).toEqual(['B 1']);
  });
});

describe('images of an index', () => {
  const child = image('child', 20, { parents: ['index'] });

  test('wait while the index stays', () => {
    const index = image('index', 1, { tags: ['1'] });
    const rule = { ...older('sinceImagePushed', 10), tagStatus: 'untagged' } as const;
    expect(taken([child, index], rule)).toEqual(['child waits']);
  });

  test('go after the index when it goes as well', () => {
    const index = image('index', 19, { tags: ['1'] });
    expect(taken([child, index], older('sinceImagePushed', 10))).toEqual(['index 1', 'child 1']);
  });

  test('wait when the index itself waits', () => {
    const images = [child, image('index', 19, { parents: ['outer'] }), image('outer', 1)];
    expect(taken(images, older('sinceImagePushed', 10))).toEqual(['index waits', 'child waits']);
  });

  test('are found in time however indexes are nested', () => {
    const names = (level: number) => [`${level}a`, `${level}b`];
    const nested = Array.from({ length: 40 }, (_, level) =>
      names(level).map((name) => image(name, 20, { parents: level > 0 ? names(level - 1) : [] })),
    ).flat();
    expect(taken(nested, older('sinceImagePushed', 10))).toHaveLength(80);
  });

  test('can be archived once the index is', () => {
    const index = image('index', 20, { storageClass: 'archive' });
    const [action] = evaluate(
      policy([older('sinceImagePushed', 10)], archive),
      [child, index],
      now,
    );
    expect(action).toMatchObject({ image: child, type: 'transition', waitsFor: [] });
  });
});

describe('referrers', () => {
  const subject = image('subject', 20, { tags: ['1'] });
  const sbom = image('sbom', 20, { subjectDigest: 'subject' });
  const signature = image('signature', 20, { subjectDigest: 'sbom' });

  test('are not taken by rules, but follow their subject', () => {
    const images = [signature, sbom, subject];
    const actions = evaluate(policy([older('sinceImagePushed', 10)]), images, now);
    expect(actions.map((it) => it.image)).toEqual([subject]);
    expect(followersOf(actions, images).map((it) => it.image)).toEqual([sbom, signature]);
  });

  test('are taken like others when their subject is gone', () => {
    expect(taken([sbom], older('sinceImagePushed', 10))).toEqual(['sbom 1']);
  });
});

describe('whatever images there are', () => {
  const ages = fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { maxLength: 20 });
  const images = ages.chain((drawn) =>
    fc.tuple(
      ...drawn.map((age) =>
        fc
          .constantFrom('v1', 'w1', undefined)
          .map((tag) => image(`${age}`, age, { tags: tag ? [tag] : [] })),
      ),
    ),
  );

  test('no image is taken twice', () => {
    fc.assert(
      fc.property(images, fc.integer({ min: 1, max: 10 }), (all, keep) => {
        const rules = policy([tagged(1, 'v*'), tagged(2, '*1'), any(keep)]);
        const digests = evaluate(rules, all, now).map((it) => it.image.digest);
        expect(new Set(digests).size).toBe(digests.length);
      }),
    );
  });

  test('a count rule takes the oldest, and leaves as many as it says', () => {
    fc.assert(
      fc.property(images, fc.integer({ min: 1, max: 10 }), (all, keep) => {
        const byAge = all.toSorted((a, b) => a.pushedAt.getTime() - b.pushedAt.getTime());
        const oldest = byAge.slice(0, Math.max(0, all.length - keep));
        expect(evaluate(policy([any(keep)]), all, now).map((it) => it.image)).toEqual(oldest);
      }),
    );
  });
});
