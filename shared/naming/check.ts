import { quoted } from '../alerts/quote.ts';
import { isChart } from '../registry/manifests/media-types.ts';
import { tagsOfPushers } from '../registry/manifests/referrers.ts';
import type { RegistryImage } from '../registry/read.ts';
import type { Naming } from './rules.ts';
import { suggestRepository } from './suggest/suggest-repository.ts';
import { type InvalidTag, invalidTags } from './tags.ts';

/** What breaks a rule of registry.yml, and what the rule says to do about it. */
export type Violation = RepositoryViolation | ImageViolation | TagViolation;

export interface RepositoryViolation {
  kind: 'repository';
  repository: string;
  rule: string;
  reason: string;
  action: 'report';
  /** The rule's own `message`. */
  message?: string;
  /** A valid name, where one can be derived. */
  suggestion?: string;
  graceUntil?: never;
}

/** An image as a whole: it has too many tags. ECR does not say which of them came last. */
export interface ImageViolation extends Omit<RepositoryViolation, 'kind'> {
  kind: 'image';
  digest: string;
}

export interface TagViolation extends InvalidTag {
  kind: 'tag';
  repository: string;
  digest: string;
  /** The rule deletes all tags of the image, and ECR deletes an image with its last tag. */
  imageGoes?: true;
  /** An ISO time: until then the violation is not reported and the rule not enforced. */
  graceUntil?: string;
  /** ISO times: when the image got a tag, if that is known, and when it was last pulled. */
  pushedAt?: string;
  pulledAt?: string;
  /** For a tag that lacks a sibling: which came at the same time, and on which image. */
  siblingElsewhere?: string;
}

/** @param tags - How many it has, where they were counted. */
export function checkRepository(
  naming: Naming,
  repository: string,
  tags = 0,
): RepositoryViolation[] {
  const found: RepositoryViolation[] = [];
  const base = { kind: 'repository', repository, action: 'report' } as const;
  const nameRule = naming.repositoryRule(repository);
  const wrong = nameRule?.wrong(repository);
  if (nameRule && wrong) {
    const { rule, message } = nameRule;
    const passes = (name: string) => nameRule.wrong(name) === undefined;
    const suggestion = wrong.refused ? undefined : suggestRepository(repository, passes);
    found.push({ ...base, rule, reason: wrong.reason, ...optional({ message, suggestion }) });
  }
  const tagRule = naming.tagRule(repository);
  if (tagRule && tags > tagRule.maxTagsPerRepository) {
    const { rule, message, maxTagsPerRepository: most } = tagRule;
    const tooMany = `${quoted(repository)} has ${tags} tags: the rule allows ${most}`;
    found.push({ ...base, rule, reason: tooMany, ...optional({ message }) });
  }
  return found;
}

/**
 * The violations of an image and its tags.
 *
 * @param pushedAt - When it got a tag, if that is known: ECR gives only the time when the image came.
 */
export function checkImage(
  naming: Naming,
  repository: string,
  image: RegistryImage,
  { now = new Date(), pushedAt = image.imagePushedAt }: { now?: Date; pushedAt?: Date } = {},
): (ImageViolation | TagViolation)[] {
  const tags = tagsOfPushers(image);
  const wrong = invalidTags(naming, { repository, isChart: isChart(image) }, tags);
  const until = graceUntil(naming, pushedAt, now);
  const deleted = until ? [] : wrong.filter(({ action }) => action === 'delete');
  const pulledAt = image.lastRecordedPullTime;
  const imageGoes = deleted.length > 0 && deleted.length === image.imageTags?.length;
  return [
    ...tooManyTags(naming, repository, image, tags.length),
    ...wrong.map((each): TagViolation => {
      const waits = until && (each.lacksSibling || each.action === 'delete');
      return {
        kind: 'tag',
        repository,
        digest: image.imageDigest,
        ...each,
        ...(pushedAt && { pushedAt: pushedAt.toISOString() }),
        ...(pulledAt && { pulledAt: pulledAt.toISOString() }),
        ...(waits && { graceUntil: until }),
        ...(imageGoes && each.action === 'delete' && { imageGoes }),
      };
    }),
  ];
}

function tooManyTags(
  naming: Naming,
  repository: string,
  { imageDigest: digest }: RegistryImage,
  tags: number,
): ImageViolation[] {
  const tagRule = naming.tagRule(repository);
  if (tagRule === undefined || tags <= tagRule.maxTagsPerImage) return [];
  const { rule, message, maxTagsPerImage: most } = tagRule;
  const reason = `the image ${digest} has ${tags} tags: the rule allows ${most}`;
  const told = { rule, reason, action: 'report', ...optional({ message }) } as const;
  return [{ kind: 'image', repository, digest, ...told }];
}

/** When the grace of an image ends; undefined when it has ended. */
function graceUntil(
  { graceSeconds }: Naming,
  pushedAt: Date | undefined,
  now: Date,
): string | undefined {
  if (pushedAt === undefined || graceSeconds === 0) return undefined;
  const until = new Date(pushedAt.getTime() + graceSeconds * 1000);
  return until > now ? until.toISOString() : undefined;
}

/** Without the members that are undefined. */
function optional(members: { message?: string | undefined; suggestion?: string | undefined }) {
  const { message, suggestion } = members;
  return { ...(message && { message }), ...(suggestion && { suggestion }) };
}

/** The checks of repositories and images by these rules, for those who know nothing of naming. */
export function checksOf(naming: Naming) {
  return {
    repository: checkRepository.bind(undefined, naming),
    image: checkImage.bind(undefined, naming),
  };
}
