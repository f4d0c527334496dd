import { type ActingRule, ruleText } from '../acts/act.ts';
import type { ScanningConfig } from '../config/schema/schema.ts';

/** The rule at this place of registry.yml, as one that acts; undefined for one that only reports. */
export function actingRule(
  { rules, ignore }: Pick<ScanningConfig, 'rules' | 'ignore'>,
  index: number,
): ActingRule | undefined {
  const found = rules[index];
  if (found === undefined || found.action === 'report') return undefined;
  const { rule: name, message: _, ...decides } = found;
  const before = rules.slice(0, index).map(({ repositories }) => repositories);
  const ignored = ignore.map(({ id, until, repositories }) => ({ id, until, repositories }));
  return { capability: 'scanning', name, text: ruleText({ ...decides, ignored }, before) };
}

/** The rules of `scanning:` that act. */
export function actingRules(config: Pick<ScanningConfig, 'rules' | 'ignore'>): ActingRule[] {
  return config.rules.flatMap((_, index) => actingRule(config, index) ?? []);
}
