import type { RegistryConfig, RepositoryRule, TagRule } from '../config/schema.ts';
import { kinds } from './kinds.ts';
import { globMatcher, type Matcher, patternMatcher } from './matchers.ts';

/** Why a name is wrong, and what its rule wants done. */
export interface Verdict<Action> {
  /** The rule's name in registry.yml. */
  rule: string;
  reason: string;
  action: Action;
}

/** The naming rules of registry.yml, ready to be asked. */
export interface Naming {
  /** Undefined when the name is right, or no rule is for it. */
  repository(repositoryName: string): Verdict<RepositoryRule['action']> | undefined;
  tag(repositoryName: string, tag: string): Verdict<TagRule['action']> | undefined;
}

/**
 * Compiles the rules once. For every repository the first rule with a glob that matches it decides, as
 * in a firewall: put what is special before what is general.
 */
export function compileNaming(config: RegistryConfig['naming']): Naming {
  const repositoryRules = config.repositories.map(compileRepositoryRule);
  const tagRules = config.tags.map(compileTagRule);
  return {
    repository: (name) => ruleFor(repositoryRules, name)?.judge(name),
    tag: (name, tag) => ruleFor(tagRules, name)?.judge(tag),
  };
}

interface CompiledRule<Action> {
  isFor: Matcher;
  judge(name: string): Verdict<Action> | undefined;
}

function ruleFor<Action>(rules: CompiledRule<Action>[], repositoryName: string) {
  return rules.find((rule) => rule.isFor(repositoryName));
}

function compileRepositoryRule(rule: RepositoryRule): CompiledRule<RepositoryRule['action']> {
  return compileRule(rule, rule.patterns.map(patternMatcher), patternList(rule.patterns));
}

function compileTagRule(rule: TagRule): CompiledRule<TagRule['action']> {
  const ofKind = rule.kinds.map((kind) => (tag: string) => kinds[kind].pattern.test(tag));
  const wanted = [
    ...rule.kinds.map((kind) => `${kind} (such as ${kinds[kind].example})`),
    ...(rule.patterns.length > 0 ? [patternList(rule.patterns)] : []),
  ].join(', ');
  return compileRule(rule, [...ofKind, ...rule.patterns.map(patternMatcher)], wanted);
}

function compileRule<Action>(
  { rule, repositories, action }: { rule: string; repositories: string[]; action: Action },
  right: Matcher[],
  wanted: string,
): CompiledRule<Action> {
  const globs = repositories.map(globMatcher);
  return {
    isFor: (name) => globs.some((matches) => matches(name)),
    judge(name) {
      if (right.some((matches) => matches(name))) return undefined;
      return { rule, reason: `${JSON.stringify(name)} is not right: ${wanted} is`, action };
    },
  };
}

function patternList(patterns: readonly string[]): string {
  return `a match of ${patterns.join(' or ')}`;
}
