import fc from 'fast-check';
import { parseLifecyclePolicy } from '../../../../local/ecr/lifecycle/policy.ts';

/** Tags of any repository: the rules of policies are for some of them. */
export const tag = fc.constantFrom(
  'v1',
  'v1.2',
  'v2',
  'pr-1',
  'pr-22',
  'latest',
  'main-v1',
  'release-1',
);

const count = fc.oneof(
  fc.record({
    countType: fc.constant('imageCountMoreThan'),
    countNumber: fc.integer({ min: 1, max: 6 }),
  }),
  fc.record({
    countType: fc.constantFrom('sinceImagePushed', 'sinceImagePulled'),
    countUnit: fc.constant('days'),
    countNumber: fc.integer({ min: 1, max: 100 }),
  }),
);

const patterns = fc.uniqueArray(fc.constantFrom('v*', 'v1', 'v1*', '*1*', 'pr-*', '*', 'm*-v*'), {
  ...{ minLength: 1, maxLength: 3 },
});

const selecting = fc.oneof(
  fc.record({ tagStatus: fc.constant('tagged'), tagPatternList: patterns }),
  fc.record({
    tagStatus: fc.constant('tagged'),
    tagPrefixList: fc.uniqueArray(fc.constantFrom('v', 'v1', 'pr-', 'rel', 'v*'), {
      minLength: 1,
      maxLength: 2,
    }),
  }),
  fc.record({ tagStatus: fc.constantFrom('untagged', 'any') }),
);

const standardRule = fc.record({ select: selecting, count, archives: fc.boolean() }).map((it) => ({
  selection: { ...it.select, ...it.count },
  action:
    it.archives || it.count.countType === 'sinceImagePulled'
      ? { type: 'transition', targetStorageClass: 'archive' }
      : { type: 'expire' },
}));

const archivedRule = fc
  .record({ select: selecting, countNumber: fc.integer({ min: 90, max: 150 }) })
  .map(({ select, countNumber }) => ({
    selection: {
      ...select,
      ...{
        storageClass: 'archive',
        countType: 'sinceImageTransitioned',
        countUnit: 'days',
        countNumber,
      },
    },
    action: { type: 'expire' },
  }));

/** Any policy that ECR takes, of up to five rules. */
export const policyText = fc
  .array(fc.oneof({ weight: 4, arbitrary: standardRule }, archivedRule), {
    minLength: 1,
    maxLength: 5,
  })
  .map((rules) =>
    JSON.stringify({
      rules: rules
        // ECR wants rules for any image to be the last.
        .toSorted(
          (a, b) =>
            Number(a.selection.tagStatus === 'any') - Number(b.selection.tagStatus === 'any'),
        )
        .map((rule, at) => ({ rulePriority: (at + 1) * 5, ...rule })),
    }),
  )
  .filter((text) => {
    try {
      parseLifecyclePolicy(text);
      return true;
    } catch {
      return false;
    }
  });
