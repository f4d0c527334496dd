import { matches, type Pattern } from '../config/pattern-program.ts';
import type { RegistryConfig, RepositoryRule, TagKind, TagRule } from '../config/schema.ts';
import { kinds } from './kinds.ts';

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
  isFor(repositoryName: string): boolean;
  judge(name: string): Verdict<Action> | undefined;
}

function ruleFor<Action>(rules: CompiledRule<Action>[], repositoryName: string) {
  return rules.find((rule) => rule.isFor(repositoryName));
}

function compileRepositoryRule(rule: RepositoryRule): CompiledRule<RepositoryRule['action']> {
  return compileRule(rule, rule.patterns.map(ofPattern));
}

function compileTagRule(rule: TagRule): CompiledRule<TagRule['action']> {
  return compileRule(rule, [...rule.kinds.map(ofKind), ...rule.patterns.map(ofPattern)]);
}

/** One way for a name to be right, and how it is told. */
interface Right {
  matches(name: string): boolean;
  text: string;
}

function ofKind(kind: TagKind): Right {
  const { pattern, example } = kinds[kind];
  return { matches: (tag) => pattern.test(tag), text: `${kind} (such as ${example})` };
}

function ofPattern(pattern: Pattern): Right {
  return { matches: (name) => matches(pattern, name), text: pattern.source };
}

/** By hand, as the first use of Intl.ListFormat costs a cold start some milliseconds. */
function either(texts: readonly string[]): string {
  if (texts.length < 2) return texts.join();
  return `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`;
}

function compileRule<Action>(
  { rule, repositories, action }: { rule: string; repositories: Pattern[]; action: Action },
  rights: Right[],
): CompiledRule<Action> {
  const wanted = either(rights.map(({ text }) => text));
  return {
    isFor: (name) => repositories.some((glob) => matches(glob, name)),
    judge(name) {
      if (rights.some((right) => right.matches(name))) return undefined;
      return { rule, reason: `${JSON.stringify(name)} is not ${wanted}`, action };
    },
  };
}
