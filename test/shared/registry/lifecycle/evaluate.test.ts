import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LifecycleImage } from '../../../../local/ecr/lifecycle/action.ts';
import { evaluate as locally } from '../../../../local/ecr/lifecycle/evaluation.ts';
import { parseLifecyclePolicy } from '../../../../local/ecr/lifecycle/policy.ts';
import { evaluate } from '../../../../shared/registry/lifecycle/evaluate.ts';
import { lifecycleRulesIn } from '../../../../shared/registry/lifecycle/policy.ts';
import { policyText, tag } from './any-policy.ts';

const now = new Date('2026-11-28T00:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

const age = fc.integer({ min: 0, max: 12_000 }).map((at) => at / 100);

/** Images of which the later ones may list or refer to earlier ones. */
const repository = fc
  .array(
    fc.record({
      tags: fc.uniqueArray(tag, { maxLength: 3 }),
      pushed: age,
      pulled: fc.option(age, { nil: undefined }),
      activated: fc.option(age, { nil: undefined }),
      archived: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined, freq: 4 }),
      lists: fc.option(fc.array(fc.nat(30), { maxLength: 3 }), { nil: [], freq: 3 }),
      subject: fc.option(fc.nat(30), { nil: undefined, freq: 5 }),
    }),
    { maxLength: 25 },
  )
  .map((drawn) => {
    const digest = (at: number) => `sha256:${at}`;
    const earlier = (at: number, numbers: readonly number[]) =>
      at === 0 ? [] : [...new Set(numbers.map((it) => digest(it % at)))];
    const parts = new Map(
      drawn.flatMap(({ lists }, at) =>
        lists.length > 0 ? [[digest(at), earlier(at, lists)] as const] : [],
      ),
    );
    const images = drawn.map(({ tags, pushed, pulled, activated, archived, subject }, at) => ({
      ...{ imageDigest: digest(at), imageTags: tags, imagePushedAt: daysAgo(pushed) },
      imageStatus: archived === undefined ? ('ACTIVE' as const) : ('ARCHIVED' as const),
      ...(pulled !== undefined && { lastRecordedPullTime: daysAgo(pulled) }),
      ...(activated !== undefined && { lastActivatedAt: daysAgo(activated) }),
      ...(archived !== undefined && { lastArchivedAt: daysAgo(archived) }),
      ...(subject !== undefined && {
        subjectManifestDigest: earlier(at, [subject])[0] ?? 'sha256:of-no-image',
      }),
    }));
    return { images, parts };
  });

test('decides about any repository as the local AWS does', () => {
  let taken = 0;
  let waiting = 0;
  fc.assert(
    fc.property(repository, policyText, ({ images, parts }, text) => {
      const rules = lifecycleRulesIn(text) ?? [];
      const found = evaluate(rules, images, parts, now);
      const ours = found.flatMap((it) => [
        ...it.taken.map(({ imageDigest }) => [
          imageDigest,
          it.rule.rulePriority,
          it.rule.action.type,
          'goes',
        ]),
        ...it.waiting.map(({ imageDigest }) => [
          imageDigest,
          it.rule.rulePriority,
          it.rule.action.type,
          'waits',
        ]),
      ]);
      const theirs = locally(
        parseLifecyclePolicy(text),
        images.map((it) => asLocal(it, parts)),
        now,
      ).map(({ image, rulePriority, type, waitsFor }) => [
        ...[image.digest, rulePriority, type],
        waitsFor.length > 0 ? 'waits' : 'goes',
      ]);
      expect(ours.map(String).toSorted()).toEqual(theirs.map(String).toSorted());
      taken += ours.filter((it) => it.at(-1) === 'goes').length;
      waiting += ours.filter((it) => it.at(-1) === 'waits').length;
    }),
    { numRuns: 2000 },
  );
  // What is compared is not nothing.
  expect(Math.min(taken, waiting)).toBeGreaterThan(100);
});

type Image = Parameters<typeof evaluate>[1][number];

function asLocal(image: Image, parts: ReadonlyMap<string, readonly string[]>): LifecycleImage {
  return {
    digest: image.imageDigest,
    tags: image.imageTags ?? [],
    storageClass: image.imageStatus === 'ARCHIVED' ? 'archive' : 'standard',
    pushedAt: image.imagePushedAt ?? now,
    lastPulledAt: image.lastRecordedPullTime,
    lastActivatedAt: image.lastActivatedAt,
    lastArchivedAt: image.lastArchivedAt,
    parents: [...parts].flatMap(([index, listed]) =>
      listed.includes(image.imageDigest) ? [index] : [],
    ),
    subjectDigest: image.subjectManifestDigest,
  };
}

test('an image that is being restored is left alone', () => {
  const images = [
    { imageDigest: 'sha256:a', imageStatus: 'ACTIVATING' as const, imagePushedAt: daysAgo(9) },
  ];
  const rules = lifecycleRulesIn(
    '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"sinceImagePushed","countUnit":"days","countNumber":1},"action":{"type":"expire"}}]}',
  );
  expect(evaluate(rules ?? [], images, new Map(), now)[0]?.matched).toEqual([]);
});
