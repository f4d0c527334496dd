import { type EnforcedRule, ruleText } from '../actions/action.ts';
import type { RegistrySettingsConfig } from '../config/schema/schema.ts';
import type { RegistryChange } from './change.ts';
import { settingOf } from './kinds.ts';

/** The name of the rule that deletes what registry.yml does not declare. */
export const PRUNE = 'prune';

/** A setting as a rule that can be enforced: any change of it is another rule. */
function ruleOf(name: string, declared: unknown): EnforcedRule {
  return { capability: 'registry', name, text: ruleText({ setting: name, declared }) };
}

function pruning(prune: boolean): EnforcedRule {
  return { capability: 'registry', name: PRUNE, text: ruleText({ prune }) };
}

/** All of `registry:` that can be enforced: each setting that is declared, each statement by itself, and `prune`. */
export function enforcedRules({
  prune,
  policy,
  ...settings
}: RegistrySettingsConfig): EnforcedRule[] {
  const declared = Object.entries(settings).filter(([, value]) => value !== undefined);
  return [
    ...declared.map(([name, value]) => ruleOf(name, value)),
    ...(policy?.statements ?? []).map((statement) =>
      ruleOf(statementName(statement.Sid), statement),
    ),
    ...(prune ? [pruning(prune)] : []),
  ];
}

function statementName(sid: string): string {
  return `policy.${sid}`;
}

/** The rule that a change belongs to. */
export function enforcedFor(rules: readonly EnforcedRule[], change: RegistryChange): EnforcedRule {
  const name = change.kind === 'statement' ? statementName(change.sid) : settingOf(change);
  const isUndeclared = change.action === 'delete' && change.kind !== 'signing';
  const rule = isUndeclared ? undefined : rules.find((each) => each.name === name);
  return rule ?? pruning(true);
}
