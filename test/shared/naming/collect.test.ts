import { expect, test } from 'vitest';
import { collectNaming } from '../../../shared/naming/collect.ts';
import type { Enforced } from '../../../shared/naming/enforce.ts';
import { partOf } from '../../../shared/naming/walk/part.ts';
import type { RegistryImage } from '../../../shared/registry/read.ts';
import { namingOf } from './naming.ts';

const naming = namingOf('{tags: [{rule: it, kinds: [semver], maxTagsPerRepository: 3}]}');

const imageOf = (number: number, imageTags?: string[], more: Partial<RegistryImage> = {}) => ({
  ...{ imageDigest: `sha256:${String(number).padStart(64, '0')}` },
  ...(imageTags && { imageTags }),
  ...more,
});

/** Shows one repository, page by page, as the walk does for all of its visitors. */
async function collect(...pages: RegistryImage[][]) {
  const collector = collectNaming(naming, ['hub']);
  const visit = collector.repository({ repositoryName: 'a/b' });
  for (const page of pages) await visit?.images?.(page);
  await visit?.end?.();
  return collector.found();
}

test('images without a tag, which others want to see, do not count', async () => {
  const { checked, violations } = await collect([
    imageOf(1),
    imageOf(2, []),
    imageOf(3, ['1.0.0', 'main']),
  ]);
  expect(checked).toEqual({ repositories: 1, images: 1, tags: 2 });
  expect(violations).toMatchObject([{ tag: 'main' }]);
});

test.each(['ARCHIVED', 'ACTIVATING'] as const)(
  'an image that is %s is not checked, but has its tags: they are suggested to nobody',
  async (imageStatus) => {
    const wrong = imageOf(1, ['V1.5.0'], { imageStatus: 'ACTIVE' });
    const [free] = (await collect([wrong])).violations;
    expect(free?.suggestion).toBe('v1.5.0');
    const { checked, violations } = await collect(
      [wrong],
      [imageOf(2, ['v1.5.0', 'main'], { imageStatus })],
    );
    expect(checked.images).toBe(1);
    expect(violations).toHaveLength(1);
    expect(violations[0]).not.toHaveProperty('suggestion');
  },
);

test('tags are counted over all pages', async () => {
  const { violations } = await collect(
    [imageOf(1, ['1.0.0', '1.0.1'])],
    [imageOf(2, ['2.0.0', '2.0.1'])],
  );
  expect(violations).toMatchObject([
    { kind: 'repository', reason: '"a/b" has 4 tags: the rule allows 3' },
  ]);
});

test('a repository that is not seen to its end does not count', async () => {
  const collector = collectNaming(naming, ['hub']);
  const visit = collector.repository({ repositoryName: 'a/b' });
  await visit?.images?.([imageOf(1, ['main'])]);
  expect(collector.found()).toEqual({
    checked: { repositories: 0, images: 0, tags: 0 },
    violations: [],
  });
  expect(collector.repository({ repositoryName: 'hub/b' })).toBeUndefined();
});

test('a part has a bounded list of what stands: where it is cut off, nothing is resolved', () => {
  const enforced = Array.from({ length: 10_001 }, (_, index): Enforced => {
    const digest = imageOf(index).imageDigest;
    const repository = index < 9_999 ? 'a/many' : 'b/more';
    const base = { kind: 'image', repository, digest, rule: 'it', reason: 'too many' } as const;
    return { ...base, action: 'report', outcome: 'reported' };
  });
  const { standing, incomplete } = partOf({ repositories: 2, images: 0, tags: 0 }, enforced, []);
  expect(standing).toHaveLength(10_000);
  expect(incomplete).toEqual(['b/more']);
});
