import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { ledgerOfStack } from '../shared/alerts/ledger.ts';
import { notifierOf } from '../shared/alerts/notifier.ts';
import { loginsOf } from '../shared/cache/credentials/logins.ts';
import { runRegistries } from '../shared/inventory/nightly/registries.ts';
import { occasion } from '../shared/inventory/nightly/targets.ts';
import { checksOf } from '../shared/naming/check.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { clientOfTarget, type RegistryTarget } from '../shared/registry/target-client.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { wrapDurable } from '../shared/runtime/wrap-durable.ts';
import { configuredDurable } from '../shared/steward/configured.ts';
import { allEnforcedRules } from '../shared/steward/enforced-rules.ts';
import { s3Store } from '../shared/walk/store/s3.ts';

/** Reads every image of the registry, and of those in `targets:`, and keeps the inventory in S3. */
export const handler = wrapDurable(
  occasion,
  configuredDurable(({ version, config }) => {
    const [s3, sts] = [new S3Client(clientDefaults), new STSClient(clientDefaults)];
    const dynamodb = new DynamoDBClient(clientDefaults);
    const notifier = notifierOf(config.alerts);
    const names = checksOf(compileNaming(config.naming));
    const rules = allEnforcedRules(config);
    const work = (target: RegistryTarget) => {
      const ecr = clientOfTarget(sts, target, config.limits);
      const store = s3Store(s3, requireVariable('INVENTORY_BUCKET'));
      return { ecr, store, config: config.inventory, names, logins: () => loginsOf(ecr) };
    };
    return ({ target }, context) => {
      const own = { ledger: ledgerOfStack(dynamodb), rules };
      const { targets } = config;
      const registries = { targets, version, own, notifier: notifier(), work };
      return runRegistries(context, registries, target);
    };
  }),
);
