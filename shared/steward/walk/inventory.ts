import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ECRClient } from '@aws-sdk/client-ecr';
import { ledgerOfStack } from '../../alerts/ledger/ledger.ts';
import type { Notifier } from '../../alerts/notifier.ts';
import { loginsOf } from '../../cache/credentials/logins.ts';
import type { ActiveConfiguration } from '../../config/active/read.ts';
import { inventoryVisitor } from '../../inventory/visitor.ts';
import { checksOf } from '../../naming/check.ts';
import { compileNaming } from '../../naming/rules.ts';
import type { Store } from '../../runtime/store/store.ts';
import type { Visitor } from '../../walk/visitor.ts';
import { allEnforcedRules } from '../enforced-rules.ts';

export interface InventoryOf {
  active: Pick<ActiveConfiguration, 'config'>;
  ecr: ECRClient;
  dynamodb: DynamoDBClient;
  store: Store;
  notifier: Notifier;
  /** Whether it is the stack's own registry, whose actions are in its ledger. */
  isOwn: boolean;
}

/** The inventory of a registry, with the checks and logins that other capabilities know. */
export function inventoryOf(of: InventoryOf): Visitor {
  const { active, ecr, dynamodb, store, notifier, isOwn } = of;
  const { config } = active;
  const own = { ledger: ledgerOfStack(dynamodb), rules: allEnforcedRules(config) };
  return inventoryVisitor({
    ...{ store, config: config.inventory, notify: notifier, own: isOwn ? own : undefined },
    names: checksOf(compileNaming(config.naming)),
    logins: () => loginsOf(ecr),
  });
}
