import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Gate } from '../../actions/gate.ts';
import { ledgerOfStack } from '../../alerts/ledger/ledger.ts';
import type { Notifier } from '../../alerts/notifier.ts';
import { baselineRules } from '../../baseline/rules.ts';
import { cachedVisitor } from '../../cache/repositories/visitor.ts';
import type { ActiveConfiguration } from '../../config/active/read.ts';
import { declaredPrefixes } from '../../config/schema/prefix.ts';
import type { RegistryConfig } from '../../config/schema/schema.ts';
import { compileNaming } from '../../naming/rules.ts';
import { namingVisitor } from '../../naming/visitor.ts';
import { replicationVisitor } from '../../replication/visitor.ts';
import { declaredRules, isDeclared } from '../../repositories/rules.ts';
import { compileRetention } from '../../retention/rules.ts';
import type { ClientOfSource } from '../../retention/source/source.ts';
import { retentionVisitor } from '../../retention/visitor.ts';
import { requireVariable } from '../../runtime/environment.ts';
import type { Store } from '../../runtime/store/store.ts';
import { compileScanning } from '../../scanning/rules.ts';
import { scanVisitor } from '../../scanning/visitor.ts';
import { settingsVisitor } from '../../settings/walk/visitor.ts';
import { shieldVisitor } from '../../shield/visitor.ts';
import { compileSigning } from '../../signing/rules.ts';
import { signingVisitor } from '../../signing/visitor.ts';
import { tagsVisitor } from '../../tags/visitor.ts';
import { unusedVisitor } from '../../unused-repositories/visitor.ts';
import { usageVisitor } from '../../usage/visitor.ts';
import { guardOf } from '../../use/guard.ts';
import { rememberedUsesOfFunction } from '../../use/of-function.ts';
import type { Visitor } from '../../walk/visitor.ts';

/** What the visitors of the stack's own registry work with. */
export interface VisitorsWork {
  active: Pick<ActiveConfiguration, 'config'>;
  dynamodb: DynamoDBClient;
  gate: Gate;
  notifier: Notifier;
  /** The client for a registry that images are replicated from. */
  clientOfSource: ClientOfSource;
  /** Where results of walks are kept. */
  store: Store;
}

/**
 * The visitors that bring settings of repositories in line. They come also where registry.yml declares none: then they
 * need no call of ECR, and resolve the alerts of rules that were removed. So do those of images.
 */
export function settingsVisitors(work: Omit<VisitorsWork, 'store' | 'clientOfSource'>): Visitor[] {
  const { active, dynamodb, gate, notifier } = work;
  const { baseline, repositories, pullThroughCache: declared } = active.config;
  const to = { gate, notifier, ledger: ledgerOfStack(dynamodb) };
  const cachePrefixes = declaredPrefixes(active.config);
  const rules = baselineRules(baseline, (name) => isDeclared(repositories, name));
  return [
    settingsVisitor({ rules: declaredRules(repositories), cachePrefixes, ...to }),
    settingsVisitor({ rules, cachePrefixes, ...to }),
    cachedVisitor({ declared, ...to }),
  ];
}

/** Whether registry.yml declares any settings of repositories. */
export function declaresSettings({
  baseline,
  repositories,
  pullThroughCache: { rules },
}: Pick<RegistryConfig, 'baseline' | 'repositories' | 'pullThroughCache'>): boolean {
  const ofCache = rules.some((rule) => rule.repositories !== undefined);
  return ofCache || baseline.length + repositories.length > 0;
}

/** All others: what registry.yml switches on, and what every stack has. */
export function imageVisitors({
  active,
  dynamodb,
  gate,
  notifier,
  clientOfSource,
  store,
}: VisitorsWork): Visitor[] {
  const { naming, scanning, movedTags: rules, shield, use } = active.config;
  const { unusedRepositories: unused, retention, inventory, registry } = active.config;
  const usesNow = rememberedUsesOfFunction(use);
  const to = { gate, notifier, ledger: ledgerOfStack(dynamodb), guard: guardOf(usesNow) };
  const cachePrefixes = declaredPrefixes(active.config);
  const tags = { dynamodb, table: requireVariable('TAGS_TABLE') };
  return [
    namingVisitor({ naming: compileNaming(naming), cachePrefixes, ...to }),
    ...(rules.length > 0 ? [tagsVisitor({ tags, notifier, rules, cachePrefixes })] : []),
    scanVisitor({ scanning: compileScanning(scanning), ...to }),
    replicationVisitor(notifier),
    signingVisitor({ signing: compileSigning(registry.signing, cachePrefixes), ...to }),
    shieldVisitor({ rules: shield, store, ...to }),
    usageVisitor({ use, store, ...to }),
    unusedVisitor({ rules: unused, prices: inventory.prices, cachePrefixes, usesNow, ...to }),
    retentionVisitor({
      ...{ ...to, store, retention: compileRetention(retention), prices: inventory.prices },
      ...{ clientOfSource, uses: usesNow },
    }),
  ];
}
