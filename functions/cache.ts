import { ECRClient } from '@aws-sdk/client-ecr';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { ownersIn } from '../shared/alerts/owners.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { failureAlerts, validitiesOf, validityAlerts } from '../shared/cache/alert.ts';
import { applyCache } from '../shared/cache/apply.ts';
import { isPlainRepository } from '../shared/cache/change.ts';
import { observeCache } from '../shared/cache/observe.ts';
import { planCache } from '../shared/cache/plan.ts';
import { rehearseCache } from '../shared/cache/rehearse.ts';
import { repositoryAlerts } from '../shared/cache/repository-alert.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { logger } from '../shared/runtime/logger.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = paced(new ECRClient(clientDefaults));
const secretsManager = new SecretsManagerClient(clientDefaults);
const people = peopleOf(config.alerts, ownersIn(ecr));

/** Whatever the occasion, a schedule or a finished deployment: the scope is all rules. */
const anyEvent = z.looseObject({});

/** Brings the cache rules, and what belongs to them, in line with registry.yml. */
export const handler = wrap(anyEvent, async () => {
  const { tell, settle } = people();
  const began = new Date();
  const declared = config.pullThroughCache;
  const planned = planCache(declared, await observeCache({ ecr, secretsManager }, declared));
  const plan = await rehearseCache(ecr, planned);
  await tell(repositoryAlerts(plan.changes));
  const applied = await applyCache(ecr, plan);
  const changes = applied.filter((change) => !isPlainRepository(change));
  const repositoriesAsDeclared = applied.length - changes.length;
  logger.info('Pull-through cache rules reconciled', { changes, repositoriesAsDeclared });
  const failures = failureAlerts(changes);
  await tell([...failures, ...validityAlerts(validitiesOf(changes))]);
  await settle({ kinds: ['cache.rule-failed'], began }, failures);
  return { changes, repositoriesAsDeclared };
});
