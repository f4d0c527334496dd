import type { EnforcedRule } from '../actions/action.ts';
import type { Wanted } from './wanted.ts';

/** The rules of a block of registry.yml for settings of repositories, by the name of a repository. */
export interface SettingsRules {
  capability: 'baseline' | 'repositories';
  /** The name of its visitor of the walk, whose result already says `repositories`. */
  visitor: 'baseline' | 'declared';
  /** Whether there is none. */
  isEmpty: boolean;
  /** Whether one of them asks by what images are scanned. */
  asksForScans: boolean;
  /** What is declared of it; undefined where no rule applies. */
  wantedOf(repositoryName: string): Wanted | undefined;
  /** The rule by which it is brought in line; undefined where nothing is. */
  enforcedRuleOf(repositoryName: string): EnforcedRule | undefined;
  /** Whether another block decides about it, so that it is not even counted. */
  isExempt(repositoryName: string): boolean;
  /** The repositories that have to be there. */
  named: readonly string[];
}
