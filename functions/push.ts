import { ECRClient, type ImageIdentifier } from '@aws-sdk/client-ecr';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { sendAlert } from '../shared/alerts/alert.ts';
import { raceAlert, violationAlert } from '../shared/naming/alert.ts';
import { enforce, throwIfFailed } from '../shared/naming/enforce.ts';
import { planForImage } from '../shared/naming/plan.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = paced(new ECRClient(clientDefaults));
const sns = new SNSClient(clientDefaults);
const naming = compileNaming(config.naming);
const cachePrefixes = config.pullThroughCache.rules.map(({ prefix }) => prefix);

/** `ECR Image Action` with the action PUSH: it names an image, the registry says how that is now. */
const pushEvent = z.object({
  detail: z
    .object({
      'repository-name': z.string().check(z.regex(/^[a-z0-9][a-z0-9._/-]{1,255}$/)),
      'image-digest': z.optional(z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/))),
      'image-tag': z.optional(z.string().check(z.regex(/^[\w.-]{1,300}$/))),
    })
    .check(z.refine((detail) => detail['image-digest'] ?? detail['image-tag'])),
});

/** An image was pushed: its tags and its repository's name are held against the rules. */
export const handler = wrap(pushEvent, async ({ detail }) => {
  const topic = requireVariable('ALERT_TOPIC_ARN');
  const repositoryName = detail['repository-name'];
  const scope = { repositoryName, imageId: imageIdOf(detail) };
  const { checked, violations } = await planForImage(ecr, naming, scope, cachePrefixes);
  if (violations.length === 0) return { checked, violations };

  await sendAlert(sns, topic, violationAlert(repositoryName, violations));
  const enforced = await enforce(ecr, violations);
  logger.warn('Naming violations', { violations: enforced });
  count({ NamingViolations: violations.length });
  const race = raceAlert(enforced);
  if (race) await sendAlert(sns, topic, race);
  throwIfFailed(enforced);
  return { checked, violations: enforced };
});

/** The digest where there is one, as a tag may point to another image by now. */
function imageIdOf(detail: z.infer<typeof pushEvent>['detail']): ImageIdentifier {
  const { 'image-digest': imageDigest, 'image-tag': imageTag } = detail;
  return imageDigest === undefined ? { imageTag } : { imageDigest };
}
