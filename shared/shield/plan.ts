import type { ShieldRule } from '../config/schema/schema.ts';
import { isShielded, shieldRule, withShieldRule } from '../config/schema/shield-rule.ts';
import { inUseTag } from '../registry/tags/own-tag.ts';
import type { InUse, RepositoryUse } from '../use/needed.ts';
import { nameInUse } from '../use/uses.ts';
import type { SeenImage } from './image.ts';
import type { RepositoryPlan, Step, Unneeded } from './step.ts';

/** The most tags that ECR lets an image have. */
const MOST_TAGS = 1_000;

const DAY_MS = 86_400_000;

/** A repository that a rule is for, as it was read. */
export interface ObservedRepository {
  repository: string;
  rule: ShieldRule;
  /** Its lifecycle policy; without one nothing expires, and nothing is given. */
  policy: string | undefined;
  images: readonly SeenImage[];
  use: RepositoryUse;
  /** ISO 8601, by digest: since when an image with an in-use tag is not in use, as earlier walks have found. */
  unneededSince: ReadonlyMap<string, string>;
  /** ISO 8601: when the walk began. */
  now: string;
}

/** What has to be done so that all that is in use in a repository is kept, and no more than that for long. */
export function planRepository(observed: ObservedRepository): RepositoryPlan {
  const { repository, policy, use, images } = observed;
  const wanted = images.filter((image) => isToBeKept(image, use));
  const unneeded = unneededOf(observed);
  const missing = policy === undefined ? [] : wanted.filter(({ shielded }) => !shielded);
  const needsRule = wanted.length > 0 || mayBeInUse(observed);
  const rule = policy !== undefined && needsRule ? ruleStep(observed, policy) : [];
  const steps = [
    ...rule,
    ...missing.map((image) => giveStep(observed, image, rule[0])),
    ...removals(observed, unneeded),
  ];
  return { repository, kept: wanted.filter(({ shielded }) => shielded).length, steps, unneeded };
}

/** While it is not known what runs, any image with an in-use tag may be in use still. */
function mayBeInUse({ images, use }: ObservedRepository): boolean {
  return use.doubts.length > 0 && images.some(({ shielded, archived }) => shielded && !archived);
}

/**
 * The images whose expiry takes what is in use along: those that run, and the indexes that list them. Parts of an index
 * wait for it, and what names its subject follows that; a signature by its tag alone, or without its subject, follows
 * nothing.
 */
export function isToBeKept(
  { imageDigest, archived, subjectManifestDigest = '' }: SeenImage,
  { inUse }: Pick<RepositoryUse, 'inUse'>,
): boolean {
  const need = inUse.get(imageDigest);
  if (need === undefined || archived) return false;
  return need.as !== 'part' && (need.as !== 'referrer' || !inUse.has(subjectManifestDigest));
}

function ruleStep(observed: ObservedRepository, before: string): Step[] {
  if (isShielded(before)) return [];
  const { repository, rule, images } = observed;
  const shielding = withShieldRule(before);
  const drift = images.some(({ shielded }) => shielded);
  const text = `the first rule of the lifecycle policy does not keep in-use-*${drift ? ' any more' : ''}`;
  const base = {
    repository,
    text,
    step: 'rule',
    before,
    ...(drift && { drift: true as const }),
  } as const;
  if ('impossible' in shielding) {
    return [{ ...base, after: before, action: 'report', stays: shielding.impossible }];
  }
  const { text: after } = shielding;
  if (rule.rule === 'add') return [{ ...base, after, action: actionOf(rule) }];
  return [
    {
      ...base,
      after,
      action: 'report',
      stays: `add it where the policy is made: ${ruleInPolicy(after)}`,
    },
  ];
}

/** As it has to stand there, with its priority. */
function ruleInPolicy(policy: string): string {
  const { rules } = JSON.parse(policy) as { rules: { rulePriority: number }[] };
  return JSON.stringify(rules[0] ?? shieldRule);
}

function giveStep(observed: ObservedRepository, image: SeenImage, rule: Step | undefined): Step {
  const { repository, use } = observed;
  const { imageDigest: digest, imageTags = [] } = image;
  const tag = inUseTag(digest);
  const by = userOf(use.inUse.get(digest));
  const base = {
    repository,
    step: 'give',
    digest,
    tag,
    by,
    text: `${nameOf(image)} gets the tag ${tag}: ${by}`,
  } as const;
  if (imageTags.length >= MOST_TAGS) {
    return {
      ...base,
      action: 'report',
      stays: `it has ${MOST_TAGS} tags, the most that ECR takes`,
    };
  }
  // Without the rule, a tag can make an image expire: rules for tagged images match it then.
  if (rule?.action === 'report' && rule.stays !== undefined) {
    return { ...base, action: 'report', stays: 'the lifecycle policy lacks its first rule' };
  }
  return { ...base, action: actionOf(observed.rule) };
}

function userOf(need: InUse | undefined): string {
  const [use] = need?.uses ?? [];
  if (need === undefined || use === undefined) return 'it is in use';
  const runs = `${use.by[0]} runs ${need.as === 'itself' ? 'it' : need.root}, as ${nameInUse(use)}`;
  const more = need.uses.reduce((sum, { by }) => sum + by.length, 0) - 1;
  return more > 0 ? `${runs} (and ${more} more)` : runs;
}

function nameOf({ imageDigest, imageTags = [] }: SeenImage): string {
  return imageTags[0] ?? imageDigest;
}

/** Where what runs is not known for certain, an end of use is none; what was known before is kept. */
function unneededOf({
  repository,
  images,
  use,
  unneededSince,
  now,
}: ObservedRepository): Unneeded[] {
  const isSure = use.doubts.length === 0;
  return images.flatMap(({ imageDigest: digest, shielded }) => {
    if (!shielded || use.inUse.has(digest)) return [];
    const since = unneededSince.get(digest) ?? (isSure ? now : undefined);
    return since === undefined ? [] : [{ repository, digest, since }];
  });
}

function removals(observed: ObservedRepository, unneeded: readonly Unneeded[]): Step[] {
  const { repository, rule, use, images, now } = observed;
  if (use.doubts.length > 0) return [];
  const byDigest = new Map(images.map((image) => [image.imageDigest, image]));
  return unneeded.flatMap(({ digest, since }): Step[] => {
    const image = byDigest.get(digest);
    if (image === undefined || image.archived) return [];
    if (Date.parse(now) - Date.parse(since) < rule.keepDays * DAY_MS) return [];
    const tag = inUseTag(digest);
    const text = `${tag} is removed: not in use since ${since.slice(0, 10)}`;
    const pulledAt = image.pulledAt?.toISOString();
    const base = {
      repository,
      step: 'remove',
      digest,
      tag,
      since,
      text,
      ...(pulledAt !== undefined && { pulledAt }),
    } as const;
    const isLast = image.imageTags?.length === 1;
    return isLast
      ? [{ ...base, action: 'report', stays: LAST_TAG }]
      : [{ ...base, action: actionOf(rule) }];
  });
}

const LAST_TAG = 'it is the last tag of the image, and ECR would delete the image with it';

function actionOf({ action }: ShieldRule): 'set' | 'report' {
  return action === 'enforce' ? 'set' : 'report';
}
