import type { ECRClient } from '@aws-sdk/client-ecr';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import type { Notifier } from '../../alerts/notifier.ts';
import type { CacheRule } from '../../config/schema/schema.ts';
import { StewardError } from '../../runtime/errors.ts';
import { logger } from '../../runtime/logger.ts';
import { count } from '../../runtime/metrics.ts';
import { coveredByValidation, dueAlerts, validityAlerts } from '../alert.ts';
import { type DeniedValidity, isDenied, type RuleValidity, validateRules } from './validate.ts';

/** On a schedule the scope is all rules; on a change of a secret, those that log in with it. */
export const validationEvent = z.looseObject({
  id: z.optional(z.string()),
  detail: z.optional(
    z.looseObject({
      requestParameters: z.optional(
        z.nullable(z.looseObject({ secretId: z.optional(z.string()) })),
      ),
      // A rotation by Secrets Manager itself.
      additionalEventData: z.optional(z.looseObject({ SecretId: z.optional(z.string()) })),
    }),
  ),
});

/** The function lacks a permission, so that no login would ever be reported. */
class ValidationDeniedError extends StewardError {
  override name = 'ValidationDeniedError' as const;

  constructor({ prefix, failure }: DeniedValidity) {
    super(`whether ECR can log in for the cache ${prefix} is unknown: ${failure}`);
  }
}

/**
 * Has ECR try the credential of each rule, and sends alerts on those that fail or are due for a change.
 *
 * @throws ValidationDeniedError where IAM denies the validation, after what is known was reported.
 */
export async function onValidation(
  clients: { ecr: ECRClient; secretsManager: SecretsManagerClient },
  { notify, resolve }: Pick<Notifier, 'notify' | 'resolve'>,
  declared: readonly CacheRule[],
  { id, detail }: z.infer<typeof validationEvent>,
): Promise<{ rules: RuleValidity[] }> {
  const began = new Date();
  const secret = detail?.requestParameters?.secretId ?? detail?.additionalEventData?.SecretId;
  const rules = await validateRules(clients, { declared, ...(secret && { secret }) });
  logger.info('Pull through cache rules validated', { rules });
  count({ InvalidCacheRules: rules.filter(({ valid }) => valid === false).length });
  const occasion = secret && id;
  const found = [...validityAlerts(rules, occasion), ...dueAlerts(rules, occasion)];
  await notify(found);
  await resolve(coveredByValidation(rules, { began, all: secret === undefined }), found);
  const denied = rules.find(isDenied);
  if (denied) throw new ValidationDeniedError(denied);
  return { rules };
}
