import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import config from '../registry.yml';
import { ledgerOfStack } from '../shared/alerts/ledger.ts';
import { notifierOf } from '../shared/alerts/notifier.ts';
import { loginsOf } from '../shared/cache/credentials/logins.ts';
import { runRegistries } from '../shared/inventory/nightly/registries.ts';
import { occasion } from '../shared/inventory/nightly/targets.ts';
import { s3Store } from '../shared/inventory/store/s3.ts';
import { checkImage, checkRepository } from '../shared/naming/check.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { clientOfTarget, type RegistryTarget } from '../shared/registry/target-client.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { wrapDurable } from '../shared/runtime/wrap-durable.ts';
import { allEnforcedRules } from '../shared/steward/enforced-rules.ts';

const s3 = new S3Client(clientDefaults);
const notifier = notifierOf(config.alerts);
const sts = new STSClient(clientDefaults);
const naming = compileNaming(config.naming);
const rules = allEnforcedRules(config);
const dynamodb = new DynamoDBClient(clientDefaults);
const { targets } = config;

/** Reads every image of the registry, and of those in `targets:`, and keeps the inventory in S3. */
export const handler = wrapDurable(occasion, ({ target }, context) => {
  const own = { ledger: ledgerOfStack(dynamodb), rules };
  return runRegistries(context, { targets, own, notifier: notifier(), work }, target);
});

function work(target: RegistryTarget) {
  const ecr = clientOfTarget(sts, target, config.limits);
  return {
    ecr,
    store: s3Store(s3, requireVariable('INVENTORY_BUCKET')),
    config: config.inventory,
    names: {
      repository: checkRepository.bind(undefined, naming),
      image: checkImage.bind(undefined, naming),
    },
    logins: () => loginsOf(ecr),
  };
}
