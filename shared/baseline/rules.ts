import { matches } from '../config/patterns/program.ts';
import type { BaselineConfig, BaselineRule } from '../config/schema/schema.ts';
import type { SettingsRules } from '../settings/rules.ts';
import { settingsIn, type Wanted } from '../settings/wanted.ts';
import { enforcedRuleOf } from './enforced-rules.ts';

/**
 * The rules of `baseline:`.
 *
 * @param isDeclared - Whether an entry of `repositories:` decides about a repository. Default: none does.
 */
export function baselineRules(
  rules: BaselineConfig,
  isDeclared: (repositoryName: string) => boolean = () => false,
): SettingsRules {
  return {
    ...{
      capability: 'baseline',
      visitor: 'baseline',
      isEmpty: rules.length === 0,
      named: [],
      isExempt: isDeclared,
    },
    asksForScans: rules.some((rule) => rule.scanOnPush),
    wantedOf: (name) => {
      const rule = ruleFor(rules, name);
      return rule && wantedBy(rule);
    },
    enforcedRuleOf: (name) => {
      const rule = ruleFor(rules, name);
      return rule && enforcedRuleOf(rules, rules.indexOf(rule));
    },
  };
}

/** The rule for a repository: the first one with a glob that matches, as in `naming:`. */
export function ruleFor(rules: BaselineConfig, repositoryName: string): BaselineRule | undefined {
  return rules.find(({ repositories }) => repositories.some((it) => matches(it, repositoryName)));
}

/** What a rule declares of its repositories. */
export function wantedBy({ action, tags, replaceLifecycle, ...words }: BaselineRule): Wanted {
  const { required: requiredTags = [], defaults = {} } = tags ?? {};
  const hasDefaults = Object.keys(defaults).length > 0;
  return {
    settings: settingsIn({ ...words, ...(hasDefaults && { tags: defaults }) }),
    ...{ onlyReports: action === 'report', replaceLifecycle },
    ...{ anyScan: words.scanOnPush === true, tagDefaults: true, requiredTags },
  };
}
