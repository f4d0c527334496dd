import type { EnforcedRule } from '../actions/action.ts';
import { matches, type Pattern } from '../config/patterns/program.ts';
import type { IgnoreEntry, ScanningConfig, ScanRule } from '../config/schema/schema.ts';
import { enforcedRuleOf } from './enforced-rule.ts';
import type { Finding, Severity } from './findings/finding.ts';

/** The scanning rules of registry.yml, compiled. */
export interface Scanning {
  /**
   * The first rule that matches an image of the repository: one with `inUse` only an image that is in use, or may be.
   *
   * @param mayRun - Default true: where that is unknown, the image is checked by the rule for what runs.
   */
  ruleFor(repositoryName: string, mayRun?: boolean): ScanRule | undefined;
  /** Whether it depends on its use which rule an image of the repository has. */
  asksForUse(repositoryName: string): boolean;
  /** The rule as one that can be enforced; undefined when it only reports. A rule with `inUse` only reports. */
  enforcedFor(repositoryName: string): EnforcedRule | undefined;
  /** The entry of `ignore` by which a finding does not count now. */
  ignoring(repositoryName: string, finding: Finding, now: Date): IgnoreEntry | undefined;
  /** Entries whose last day has passed: they ignore nothing. */
  expired(now: Date): IgnoreEntry[];
  sweep: ScanningConfig['sweep'];
  /** Whether there is any rule, and any that quarantines. */
  hasRules: boolean;
  enforces: boolean;
}

export function compileScanning({ rules, ignore, sweep }: ScanningConfig): Scanning {
  const enforcedRule = rules.map((_, index) => enforcedRuleOf({ rules, ignore }, index));
  const indexFor = (name: string, mayRun: boolean) =>
    rules.findIndex(({ repositories, inUse }) => (mayRun || !inUse) && isAmong(repositories, name));
  return {
    ruleFor: (name, mayRun = true) => rules[indexFor(name, mayRun)],
    asksForUse: (name) => indexFor(name, true) !== indexFor(name, false),
    enforcedFor: (name) => enforcedRule[indexFor(name, false)],
    ignoring: (name, finding, now) =>
      ignore.find(
        (entry) =>
          entry.id.toLowerCase() === finding.name.toLowerCase() &&
          !isExpired(entry, now) &&
          isAmong(entry.repositories, name),
      ),
    expired: (now) => ignore.filter((entry) => isExpired(entry, now)),
    sweep,
    hasRules: rules.length > 0,
    enforces: enforcedRule.some((rule) => rule !== undefined),
  };
}

/** How many findings of a severity a rule allows; undefined when it does not count them. */
export function mostOf({ fail }: ScanRule, severity: Severity): number | undefined {
  if (severity === 'INFORMATIONAL') return undefined;
  return fail[severity.toLowerCase() as keyof typeof fail];
}

const DAY_MS = 86_400_000;

function isExpired({ until }: IgnoreEntry, now: Date): boolean {
  return now.getTime() >= Date.parse(`${until}T00:00:00Z`) + DAY_MS;
}

function isAmong(globs: readonly Pattern[], name: string): boolean {
  return globs.some((glob) => matches(glob, name));
}
