import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import config from '../registry.yml';
import { notePopulation } from '../shared/acts/population.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { loginsOf } from '../shared/cache/credentials/logins.ts';
import { failedTargetAlerts } from '../shared/inventory/alert.ts';
import { type Nightly, runNightly } from '../shared/inventory/nightly/nightly.ts';
import {
  allTargets,
  isOwnTarget,
  occasion,
  ownTarget,
  readTargets,
  TargetsFailedError,
} from '../shared/inventory/nightly/targets.ts';
import { tellInventory } from '../shared/inventory/nightly/tell.ts';
import { s3Store } from '../shared/inventory/store/s3.ts';
import { checkImage, checkRepository } from '../shared/naming/check.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { clientOfTarget, type RegistryTarget } from '../shared/registry/target-client.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { wrapDurable } from '../shared/runtime/wrap-durable.ts';
import { allActingRules } from '../shared/steward/acting-rules.ts';

const s3 = new S3Client(clientDefaults);
const people = peopleOf(config.alerts);
const sts = new STSClient(clientDefaults);
const naming = compileNaming(config.naming);
const rules = allActingRules(config);
const dynamodb = new DynamoDBClient(clientDefaults);
const ledger = () => ({ dynamodb, table: requireVariable('LEDGER_TABLE') });

/** Reads every image of the registry, and of those in `targets:`, and keeps what it found in S3. */
export const handler = wrapDurable(occasion, async ({ target }, context) => {
  const own = ownTarget(context.lambdaContext.invokedFunctionArn);
  const targets = target ? [target] : allTargets(own, config.targets);
  const [only, ...others] = targets;
  if (only && others.length === 0) return runNightly(context, nightly(only, own));

  const { results, failed } = await readTargets(context, targets);
  if (failed.length === 0) return { results };
  await context.step('tell', () => people().tell(failedTargetAlerts(failed)));
  throw new TargetsFailedError(failed);
});

function nightly(target: RegistryTarget, own: RegistryTarget): Nightly {
  const ecr = clientOfTarget(sts, target);
  return {
    ecr,
    target,
    store: s3Store(s3, requireVariable('INVENTORY_BUCKET')),
    config: config.inventory,
    names: {
      repository: (repository, tags) => checkRepository(naming, repository, tags),
      image: (repository, image) => checkImage(naming, repository, image),
    },
    logins: () => loginsOf(ecr),
    acts: isOwnTarget(own, target) ? { ledger: ledger(), rules } : undefined,
    onPublished: async (summary) => {
      if (isOwnTarget(own, target)) await notePopulation(ledger(), summary.images, new Date());
      await tellInventory(summary, config.inventory, people());
    },
  };
}
