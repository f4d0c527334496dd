import * as z from 'zod/mini';
import { imageDigest, imageTag, repositoryName } from '../runtime/ecr-fields.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { actionCounts, countOutcomes, type Enforced, throwIfFailed } from './enforce.ts';
import { type ImageScope, type NamingPlan, planForImage } from './plan.ts';
import { type Reacting, react } from './react.ts';

/** `ECR Image Action` with the action PUSH: it names an image, whose present state is read from the registry. */
export const pushEvent = z.object({
  time: z.optional(z.string()),
  detail: z
    .object({
      'repository-name': repositoryName,
      'image-digest': z.optional(imageDigest),
      'image-tag': z.optional(imageTag),
    })
    .check(z.refine((detail) => detail['image-digest'] ?? detail['image-tag'])),
});

type PushEvent = z.infer<typeof pushEvent>;

/** How many violations of an image, which may have hundreds of tags, are logged. */
const MOST_LOGGED = 100;

/** Checks the tags of a pushed image and the name of its repository. */
export async function onPush(
  with_: Reacting,
  cachePrefixes: readonly string[],
  event: PushEvent,
): Promise<Pick<NamingPlan, 'checked'> & { violations: readonly (Enforced | object)[] }> {
  const plan = await planForImage(with_.ecr, with_.naming, scopeOf(event), cachePrefixes);
  if (plan.violations.length === 0) return plan;
  const enforced = await react(with_, plan);
  const violations = enforced.slice(0, MOST_LOGGED);
  logger.warn('Naming violations', { violations, all: enforced.length });
  count({ NamingViolations: plan.violations.length, ...actionCounts(countOutcomes(enforced)) });
  throwIfFailed(enforced);
  return { checked: plan.checked, violations: enforced };
}

/** By its digest where there is one, as a tag may point to another image by now. */
function scopeOf({ time, detail }: PushEvent): ImageScope {
  const { 'image-digest': digest, 'image-tag': tag } = detail;
  const pushedAt = new Date(time ?? Number.NaN);
  return {
    repositoryName: detail['repository-name'],
    imageId: digest === undefined ? { imageTag: tag } : { imageDigest: digest },
    ...(Number.isFinite(pushedAt.getTime()) && { pushedAt }),
  };
}
