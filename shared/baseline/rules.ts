import { matches } from '../config/patterns/program.ts';
import type { BaselineConfig, BaselineRule } from '../config/schema/schema.ts';
import { settingsIn, type Wanted } from '../settings/wanted.ts';

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
