import { isDeepStrictEqual } from 'node:util';
import type { CachedRepositories } from '../schema.ts';
import { NEVER, withoutShieldRule } from '../shield-rule.ts';

export type LifecycleWords = NonNullable<CachedRepositories['lifecycle']>;

/**
 * The lifecycle policy for the settings of registry.yml. Of the rules that match an image ECR applies the first, so
 * no two of these match the same images: untagged ones, signatures, tagged ones, images that are not pulled, and
 * those in the archive. `any` comes last in its storage class.
 */
export function lifecyclePolicyText(words: LifecycleWords): string {
  return policyOf(words, keepSignatures(words));
}

function policyOf(words: LifecycleWords, signatures: object | undefined): string {
  const rules = [
    expireUntagged(words.expireUntaggedDays),
    signatures,
    keepLast(words.keepLast),
    archiveUnpulled(words.archiveUnpulledDays),
    expireArchived(words.expireArchivedDays),
  ].filter((rule) => rule !== undefined);
  return JSON.stringify({
    rules: rules.map((rule, index) => ({ rulePriority: index + 1, ...rule })),
  });
}

const expire = { type: 'expire' };

function expireUntagged(countNumber: number | undefined) {
  if (countNumber === undefined) return undefined;
  return {
    description: `untagged images go after ${countNumber} days`,
    selection: { tagStatus: 'untagged', ...days('sinceImagePushed', countNumber) },
    action: expire,
  };
}

/**
 * The tags of signatures, attestations and SBOMs (cosign's, and the fallback for referrers) match this rule, which
 * expires none, and so no later rule expires them. ECR's patterns cannot leave anything out, so `keepLast` counts
 * them all the same: the description says so where both are set. Digests of ECR are sha256.
 */
function keepSignatures({ keepLast, archiveUnpulledDays }: LifecycleWords) {
  if (keepLast === undefined && archiveUnpulledDays === undefined) return undefined;
  const tagged = { tagStatus: 'tagged', tagPatternList: ['sha256-*'] };
  return {
    description: `signatures (sha256-*) stay${keepLast === undefined ? '' : ' and are counted'}`,
    selection: { ...tagged, countType: 'imageCountMoreThan', countNumber: NEVER },
    action: expire,
  };
}

/** The tagged ones: counted with their untagged children, three images of two platforms would be nine. */
function keepLast(countNumber: number | undefined) {
  if (countNumber === undefined) return undefined;
  const tagged = { tagStatus: 'tagged', tagPatternList: ['*'] };
  return {
    description: `the last ${countNumber} tagged images stay`,
    selection: { ...tagged, countType: 'imageCountMoreThan', countNumber },
    action: expire,
  };
}

function archiveUnpulled(countNumber: number | undefined) {
  if (countNumber === undefined) return undefined;
  return {
    description: `images not pulled for ${countNumber} days are archived`,
    selection: { tagStatus: 'any', ...days('sinceImagePulled', countNumber) },
    action: { type: 'transition', targetStorageClass: 'archive' },
  };
}

function expireArchived(countNumber: number | undefined) {
  if (countNumber === undefined) return undefined;
  const archived = { tagStatus: 'any', storageClass: 'archive' };
  return {
    description: `archived images go after ${countNumber} days`,
    selection: { ...archived, ...days('sinceImageTransitioned', countNumber) },
    action: expire,
  };
}

function days(countType: string, countNumber: number) {
  return { countType, countUnit: 'days', countNumber };
}

/**
 * Whether a policy is one that `lifecyclePolicyText` has made, perhaps with other numbers, before it kept signatures, or
 * with the rule of `shield:` first: then replacing it loses nobody's own rules.
 */
export function isLifecycleOfWords(text: string): boolean {
  return lifecycleWordsOf(text) !== undefined;
}

/** The settings of registry.yml that such a policy was made from; undefined for any other policy. */
export function lifecycleWordsOf(text: string): LifecycleWords | undefined {
  const rules = withoutShieldRule(rulesIn(text));
  const number = (description: RegExp) => {
    const found = rules.map((rule) => description.exec(String(rule.description))?.[1]);
    const [count] = found.filter((it) => it !== undefined);
    return count === undefined ? undefined : Number(count);
  };
  const words = {
    expireUntaggedDays: number(/^untagged images go after (\d+) days$/),
    keepLast: number(/^the last (\d+) tagged images stay$/),
    archiveUnpulledDays: number(/^images not pulled for (\d+) days are archived$/),
    expireArchivedDays: number(/^archived images go after (\d+) days$/),
  };
  const made = [lifecyclePolicyText(words), policyOf(words, undefined)];
  const isMade = rules.length > 0 && made.some((it) => isDeepStrictEqual(rules, rulesIn(it)));
  return isMade ? words : undefined;
}

function rulesIn(text: string): Record<string, unknown>[] {
  try {
    const { rules } = JSON.parse(text) as { rules?: unknown };
    return Array.isArray(rules) ? rules.filter((rule) => typeof rule === 'object' && rule) : [];
  } catch {
    return [];
  }
}
