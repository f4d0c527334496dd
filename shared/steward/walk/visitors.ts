import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ECRClient } from '@aws-sdk/client-ecr';
import { ledgerOfStack } from '../../alerts/ledger.ts';
import type { Notifier } from '../../alerts/notifier.ts';
import { loginsOf } from '../../cache/credentials/logins.ts';
import type { ActiveConfiguration } from '../../config/active/read.ts';
import { inventoryVisitor } from '../../inventory/visitor.ts';
import { checksOf } from '../../naming/check.ts';
import { compileNaming } from '../../naming/rules.ts';
import type { Store } from '../../walk/store/store.ts';
import type { Visitor } from '../../walk/visitor.ts';
import { allEnforcedRules } from '../enforced-rules.ts';

/** What the visitors of a walk work with. */
export interface VisitorsWork {
  active: Pick<ActiveConfiguration, 'config' | 'file'>;
  ecr: ECRClient;
  dynamodb: DynamoDBClient;
  store: Store;
  notifier: Notifier;
}

/** The visitors of a registry that is not the stack's own: it is only counted. */
export function visitorsOfTarget({ active, ecr, store, notifier }: VisitorsWork): Visitor[] {
  return [inventoryOf({ active, ecr, store, notifier })];
}

/** All that want to see the stack's own registry, by its registry.yml. */
export function visitorsOfOwn({ active, ecr, dynamodb, store, notifier }: VisitorsWork): Visitor[] {
  const own = { ledger: ledgerOfStack(dynamodb), rules: allEnforcedRules(active.config) };
  return [inventoryOf({ active, ecr, store, notifier, own })];
}

function inventoryOf({
  active: { config },
  ecr,
  store,
  notifier: notify,
  own,
}: Pick<VisitorsWork, 'active' | 'ecr' | 'store' | 'notifier'> & {
  own?: Parameters<typeof inventoryVisitor>[0]['own'];
}): Visitor {
  const names = checksOf(compileNaming(config.naming));
  const logins = () => loginsOf(ecr);
  return inventoryVisitor({ store, config: config.inventory, names, logins, own, notify });
}
