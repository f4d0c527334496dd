import { isDeepStrictEqual } from 'node:util';
import type { CachedRepositories } from './schema.ts';

export type LifecycleWords = NonNullable<CachedRepositories['lifecycle']>;

/**
 * The lifecycle policy that says what registry.yml says in plain words. Of the rules that fit an image
 * ECR lets the first one decide, so no two of these are about the same images: untagged ones, tagged
 * ones, whatever nobody pulls, and what is in the archive. `any` comes last in its storage class.
 */
export function lifecyclePolicyText(words: LifecycleWords): string {
  const rules = [
    expireUntagged(words.expireUntaggedDays),
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
 * Whether a policy is one that `lifecyclePolicyText` has made, perhaps of other numbers: then nobody's
 * own rules are lost with it.
 */
export function isLifecycleOfWords(text: string): boolean {
  const rules = rulesIn(text);
  const number = (description: RegExp) => {
    const found = rules.map((rule) => description.exec(String(rule.description))?.[1]);
    const [count] = found.filter((it) => it !== undefined);
    return count === undefined ? undefined : Number(count);
  };
  const made = lifecyclePolicyText({
    expireUntaggedDays: number(/^untagged images go after (\d+) days$/),
    keepLast: number(/^the last (\d+) tagged images stay$/),
    archiveUnpulledDays: number(/^images not pulled for (\d+) days are archived$/),
    expireArchivedDays: number(/^archived images go after (\d+) days$/),
  });
  return rules.length > 0 && isDeepStrictEqual(rules, rulesIn(made));
}

function rulesIn(text: string): Record<string, unknown>[] {
  try {
    const { rules } = JSON.parse(text) as { rules?: unknown };
    return Array.isArray(rules) ? rules.filter((rule) => typeof rule === 'object' && rule) : [];
  } catch {
    return [];
  }
}
