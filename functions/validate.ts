import { ECRClient } from '@aws-sdk/client-ecr';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { ownersIn } from '../shared/alerts/owners.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { dueAlerts, validationSweep, validityAlerts } from '../shared/cache/alert.ts';
import { validateRules } from '../shared/cache/credentials/validate.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = paced(new ECRClient(clientDefaults));
const secretsManager = new SecretsManagerClient(clientDefaults);
const people = peopleOf(config.alerts, ownersIn(ecr));

/** From the schedule the scope is all rules; from a change of a secret, those that log in with it. */
const occasion = z.looseObject({
  id: z.optional(z.string()),
  detail: z.optional(
    z.looseObject({
      requestParameters: z.optional(
        z.nullable(z.looseObject({ secretId: z.optional(z.string()) })),
      ),
      // Of a rotation that Secrets Manager has done itself.
      additionalEventData: z.optional(z.looseObject({ SecretId: z.optional(z.string()) })),
    }),
  ),
});

/** Has ECR try each rule's credential, as it says nothing itself when one has died. */
export const handler = wrap(occasion, async ({ id, detail }) => {
  const { tell, settle } = people();
  const began = new Date();
  const { rules: declared } = config.pullThroughCache;
  const secret = detail?.requestParameters?.secretId ?? detail?.additionalEventData?.SecretId;
  const rules = await validateRules(
    { ecr, secretsManager },
    { declared, ...(secret && { secret }) },
  );
  logger.info('Pull-through cache rules validated', { rules });
  count({ InvalidCacheRules: rules.filter(({ valid }) => valid === false).length });
  const occasion = secret && id;
  const found = [...validityAlerts(rules, occasion), ...dueAlerts(rules, occasion)];
  await tell(found);
  await settle(validationSweep(rules, { began, all: secret === undefined }), found);
  return { rules };
});
