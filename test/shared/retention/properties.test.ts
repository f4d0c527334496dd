import fc from 'fast-check';
import { expect, test } from 'vitest';
import { subjectsOf } from '../../../shared/registry/manifests/relations.ts';
import { mayHaveAny } from '../../../shared/retention/plan/may-have-any.ts';
import type { AtSource } from '../../../shared/retention/source/source.ts';
import { useOfRepository } from '../../../shared/use/needed.ts';
import { digestOf } from '../../local/images.ts';
import { runs } from '../../support/runs.ts';
import {
  anyRepository,
  anyWords,
  began,
  planOf,
  ruleWith,
  selectedIn,
  type Words,
} from './repository.ts';

const numRuns = runs(1000);

test('nothing that is in use is selected, nor what it needs', () => {
  fc.assert(
    fc.property(anyRepository, anyWords, (given, words) => {
      const { inUse } = useOfRepository(given.images, given.uses, given.parts, []);
      const plan = planOf(ruleWith(words), given);
      expect(selectedIn(plan).filter((digest) => inUse.has(digest))).toEqual([]);
    }),
    { numRuns },
  );
});

test('an index goes without no part that stays alone, and no part or referrer goes before what needs it', () => {
  fc.assert(
    fc.property(anyRepository, anyWords, (given, words) => {
      const plan = planOf(ruleWith(words), given);
      const { images, parts } = given;
      // What stays has all of its parts, and what refers to it.
      for (const { imageDigest } of images.filter((it) => plan.kept.has(it.imageDigest))) {
        const listed = (parts.get(imageDigest) ?? []).filter((part) =>
          images.some((it) => it.imageDigest === part),
        );
        expect(listed.filter((part) => !plan.kept.has(part))).toEqual([]);
        const referrers = images.filter((it) => subjectsOf(it).includes(imageDigest));
        expect(referrers.filter((it) => !plan.kept.has(it.imageDigest))).toEqual([]);
      }
      // In a unit, an index comes before its parts.
      for (const unit of plan.selected) {
        const order = unit.images.map(({ imageDigest }) => imageDigest);
        for (const [at, digest] of order.entries()) {
          for (const part of parts.get(digest) ?? []) {
            expect(order.slice(0, at)).not.toContain(part);
          }
        }
      }
      const all = selectedIn(plan);
      expect(new Set(all).size).toBe(all.length);
    }),
    { numRuns },
  );
});

test('with an image that stays by itself stays what it belongs to', () => {
  fc.assert(
    fc.property(anyRepository, anyWords, (given, words) => {
      const { kept } = planOf(ruleWith(words), given);
      const { images, parts } = given;
      for (const image of images) {
        const { imageDigest: digest } = image;
        if ((kept.get(digest) ?? 'needed') === 'needed') continue;
        const exists = (it: string) => images.some(({ imageDigest }) => imageDigest === it);
        const indexes = [...parts].flatMap(([index, of]) => (of?.includes(digest) ? index : []));
        const owners = [...indexes, ...subjectsOf(image).filter(exists)];
        expect(owners.filter((it) => !kept.has(it))).toEqual([]);
      }
    }),
    { numRuns },
  );
});

test('of what is tagged to stay, quarantined, newer than the walk or of unknown age nothing is selected', () => {
  fc.assert(
    fc.property(anyRepository, anyWords, (given, words) => {
      const plan = planOf(ruleWith(words), given);
      const images = plan.selected.flatMap((it) => it.images);
      for (const { imageTags = [], pushed } of images) {
        expect(imageTags.filter((tag) => /^(keep-|quarantine-|in-use-)/.test(tag))).toEqual([]);
        expect(pushed).toBeLessThan(began);
      }
    }),
    { numRuns },
  );
});

test('with a tag to stay, a longer time or a greater number, nothing more is selected', () => {
  fc.assert(
    fc.property(
      anyRepository,
      anyWords,
      fc.constantFrom('newest', 'pushedWithin', 'pulledWithin'),
      (given, words, key) => {
        const less = new Set(selectedIn(planOf(ruleWith(words), given)));
        const value = words[key as 'newest'];
        const more = { ...words, [key]: (value ?? 0) + 1 };
        const after = selectedIn(planOf(ruleWith(more), given));
        expect(after.filter((digest) => !less.has(digest))).toEqual([]);
      },
    ),
    { numRuns },
  );
});

test('the order in which ECR lists images changes nothing', () => {
  fc.assert(
    fc.property(
      anyRepository.chain((given) =>
        fc.tuple(
          fc.constant(given),
          fc.shuffledSubarray([...given.images], { minLength: given.images.length }),
        ),
      ),
      anyWords,
      ([given, images], words) => {
        const rule = ruleWith(words);
        const plan = planOf(rule, given);
        const shuffled = planOf(rule, { ...given, images });
        expect(shuffled.selected).toEqual(plan.selected);
        expect(new Map([...shuffled.kept].sort())).toEqual(new Map([...plan.kept].sort()));
      },
    ),
    { numRuns },
  );
});

test('where the images alone say that nothing is selected, nothing is', () => {
  fc.assert(
    fc.property(anyRepository, anyWords, (given, words) => {
      const rule = ruleWith(words);
      if (mayHaveAny(given.images, rule, new Date(began))) return;
      expect(selectedIn(planOf(rule, given))).toEqual([]);
    }),
    { numRuns },
  );
});

const anyPair = fc.record({
  given: anyRepository,
  words: anyWords,
  atSource: fc.uniqueArray(fc.constantFrom(...'abcdefghijklmnop')),
});

/** As the rule with `lostBy` plans, where the source has these images. */
function comparedPlan(words: Words, given: Parameters<typeof planOf>[1], atSource: AtSource) {
  return planOf({ ...ruleWith(words), lostBy: { region: 'eu-central-1' } }, given, atSource);
}

test('nothing goes that the source has, that is in use, or that an image needs that stays', () => {
  let went = 0;
  fc.assert(
    fc.property(anyPair, ({ given, words, atSource }) => {
      const digests = new Set(atSource.map(digestOf));
      const plan = comparedPlan(words, given, { state: 'read', digests });
      const goes = new Set(selectedIn(plan));
      went += goes.size;
      const { inUse } = useOfRepository(given.images, given.uses, given.parts, []);
      expect([...goes].filter((it) => digests.has(it) || inUse.has(it))).toEqual([]);
      for (const { imageDigest } of given.images.filter((it) => !goes.has(it.imageDigest))) {
        const parts = given.parts.get(imageDigest) ?? [];
        expect(parts.filter((part) => goes.has(part) && plan.kept.has(imageDigest))).toEqual([]);
      }
    }),
    { numRuns: 4 * numRuns },
  );
  expect(went).toBeGreaterThan(0);
});

test('with lostBy nothing goes that would not without it, and nothing that was pushed since the walk began', () => {
  fc.assert(
    fc.property(anyPair, ({ given, words, atSource }) => {
      const without = new Set(selectedIn(planOf(ruleWith(words), given)));
      const digests = new Set(atSource.map(digestOf));
      const goes = selectedIn(comparedPlan(words, given, { state: 'read', digests }));
      expect(goes.filter((digest) => !without.has(digest))).toEqual([]);
      const fresh = given.images.filter(({ pushed = began }) => pushed >= began);
      expect(fresh.filter(({ imageDigest }) => goes.includes(imageDigest))).toEqual([]);
    }),
    { numRuns },
  );
});

test.each<AtSource>([{ state: 'missing' }, { state: 'unread', why: 'access denied' }])(
  'where the source is $state, all images stay',
  (atSource) => {
    fc.assert(
      fc.property(anyPair, ({ given, words }) => {
        const plan = comparedPlan(words, given, atSource);
        expect(plan.doubts.length > 0 ? [] : selectedIn(plan)).toEqual([]);
      }),
      { numRuns },
    );
  },
);
