import type { EnforcedRule } from '../actions/action.ts';
import { matches, type Pattern } from '../config/patterns/program.ts';
import type { RetentionConfig, RetentionRuleConfig } from '../config/schema/schema.ts';
import { enforcedRuleOf } from './enforced-rules.ts';
import type { Source } from './source/source.ts';

/** A rule of `retention:`, compiled. Times are in milliseconds; an absent one keeps nothing. */
export interface RetentionRule {
  /** Its globs. */
  name: string;
  action: RetentionRuleConfig['action'];
  /** The newest images of each sort of tags. */
  newest: readonly { count: number; matches(tag: string): boolean }[];
  pushedWithin: number | undefined;
  pulledWithin: number | undefined;
  /** Whether a tag keeps its image for ever. */
  keeps(tag: string): boolean;
  /** Some of these tags, as registry.yml has them: how to say no. */
  keepingTags: readonly string[];
  /** Only what this registry lacks is selected. */
  lostBy: Source | undefined;
  untaggedAfter: number | undefined;
  /** Between the announcement and the action. */
  wait: number;
  deleteArchivedAfter: number | undefined;
  /** Undefined for one that only reports. */
  enforcedRule: EnforcedRule | undefined;
}

export const DAY_MS = 86_400_000;

/** The rule for a repository: the first one with a glob that matches; without one, all images stay. */
export type Retention = (repositoryName: string) => RetentionRule | undefined;

export function compileRetention(rules: RetentionConfig): Retention {
  const compiled = rules.map((rule, index) => ({
    repositories: rule.repositories,
    rule: compileRule(rule, enforcedRuleOf(rules, index)),
  }));
  return (name) => compiled.find(({ repositories }) => any(repositories, name))?.rule;
}

function compileRule(
  config: RetentionRuleConfig,
  enforcedRule: EnforcedRule | undefined,
): RetentionRule {
  const { repositories, action, keep, lostBy } = config;
  const { untaggedAfter, waitDays, deleteArchivedAfterDays } = config;
  return {
    name: repositories.map(({ source }) => source).join(', '),
    action,
    newest: keep.newest.map(({ tags, patterns, count }) => {
      const all = [...tags, ...patterns];
      return { count, matches: (tag: string) => all.length === 0 || any(all, tag) };
    }),
    pushedWithin: milliseconds(keep.pushedWithin),
    pulledWithin: milliseconds(keep.pulledWithin),
    keeps: (tag) => any(keep.tags, tag) || any(keep.patterns, tag),
    keepingTags: keep.tags.map(({ source }) => source),
    lostBy,
    untaggedAfter: milliseconds(untaggedAfter),
    wait: waitDays * DAY_MS,
    deleteArchivedAfter:
      deleteArchivedAfterDays === undefined ? undefined : deleteArchivedAfterDays * DAY_MS,
    enforcedRule,
  };
}

function any(patterns: readonly Pattern[], name: string): boolean {
  return patterns.some((pattern) => matches(pattern, name));
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}
