import { ECRClient } from '@aws-sdk/client-ecr';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { functionGate } from '../shared/acts/function-gate.ts';
import { ownersIn } from '../shared/alerts/owners.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { declaredPrefixes } from '../shared/config/schema/prefix.ts';
import { actCounts, throwIfFailed } from '../shared/naming/enforce.ts';
import { type ImageScope, planForImage } from '../shared/naming/plan.ts';
import { react } from '../shared/naming/react.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { imageDigest, imageTag, repositoryName } from '../shared/runtime/ecr-fields.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { functionGuard } from '../shared/use/function-guard.ts';

const ecr = paced(new ECRClient(clientDefaults));
const people = peopleOf(config.alerts, ownersIn(ecr));
const { gate } = functionGate(ecr, config);
const guard = functionGuard(config.use.sources);
const naming = compileNaming(config.naming);
const cachePrefixes = declaredPrefixes(config);

/** `ECR Image Action` with the action PUSH: it names an image, the registry says how that is now. */
const pushEvent = z.object({
  time: z.optional(z.string()),
  detail: z
    .object({
      'repository-name': repositoryName,
      'image-digest': z.optional(imageDigest),
      'image-tag': z.optional(imageTag),
    })
    .check(z.refine((detail) => detail['image-digest'] ?? detail['image-tag'])),
});

/** An image was pushed: its tags and its repository's name are held against the rules. */
export const handler = wrap(pushEvent, async (event, context) => {
  const plan = await planForImage(ecr, naming, scopeOf(event), cachePrefixes);
  if (plan.violations.length === 0) return plan;

  const enforced = await react({ ecr, naming, guard, gate: gate(context) }, people(), plan);
  const all = enforced.length; // of one image, which may have hundreds of tags
  logger.warn('Naming violations', { violations: enforced.slice(0, 100), all });
  count({ NamingViolations: plan.violations.length, ...actCounts(enforced) });
  throwIfFailed(enforced);
  return { checked: plan.checked, violations: enforced };
});

/** By its digest where there is one, as a tag may point to another image by now. */
function scopeOf({ time, detail }: z.infer<typeof pushEvent>): ImageScope {
  const { 'image-digest': digest, 'image-tag': tag } = detail;
  const pushedAt = new Date(time ?? Number.NaN);
  return {
    repositoryName: detail['repository-name'],
    imageId: digest === undefined ? { imageTag: tag } : { imageDigest: digest },
    ...(Number.isFinite(pushedAt.getTime()) && { pushedAt }),
  };
}
