import type { EnforcedRule } from '../actions/action.ts';
import { matches, type Pattern } from '../config/patterns/program.ts';
import type { NamingConfig, RepositoryRule, TagRule } from '../config/schema/schema.ts';
import { enforcedRuleOf } from './enforced-rule.ts';
import { chartKinds, kinds as ofImages } from './kinds.ts';
import { invalidBy, nameSet, type Wrong } from './names.ts';
import { compileSiblings, type Siblings } from './siblings.ts';

/** The naming rules of registry.yml, compiled. */
export interface Naming {
  /**
   * The rule for the name of a repository, and the one for its tags: the first one with a glob that matches, as in a
   * firewall. Put special rules before general ones.
   *
   * @param isChart - The tags are of a Helm chart. Default: of an image.
   */
  repositoryRule(repositoryName: string): NameRule<RepositoryRule> | undefined;
  tagRule(repositoryName: string, isChart?: boolean): CompiledTagRule | undefined;
  /** Whether there is any rule for names of repositories. */
  hasRepositoryRules: boolean;
  /** Tags that are invalid everywhere. */
  reserved: readonly Pattern[];
  /** Seconds after its push that an image has to get a sibling tag. */
  graceSeconds: number;
}

export interface NameRule<Rule> {
  rule: string;
  action: Rule extends { action: infer Action } ? Action : never;
  message: string | undefined;
  /** Why a name is invalid by itself; undefined when it is valid. */
  wrong(name: string): Wrong | undefined;
}

export interface CompiledTagRule extends NameRule<TagRule> {
  /** Undefined when the rule only reports. */
  enforcedRule: EnforcedRule | undefined;
  /** Seconds after its push that an image can lose a tag to quarantine. */
  quarantineWithin: number;
  siblings: Siblings;
  maxTagsPerImage: number;
  maxTagsPerRepository: number;
}

/** Compiles the rules once. */
export function compileNaming(config: NamingConfig): Naming {
  const repositoryRules = config.repositories.map(compileRepositoryRule);
  const ofTags = (kinds: typeof ofImages) =>
    config.tags.map((rule, index) => compileTagRule(rule, enforcedRuleOf(config, index), kinds));
  const [ofImage, ofChart] = [ofTags(ofImages), ofTags(chartKinds)];
  const { reserved, grace } = config;
  return {
    repositoryRule: (name) => ruleFor(repositoryRules, name),
    tagRule: (name, isChart = false) => ruleFor(isChart ? ofChart : ofImage, name),
    hasRepositoryRules: repositoryRules.length > 0,
    reserved,
    graceSeconds: grace,
  };
}

/** A rule, and the globs of the repositories that it is for. */
type Scoped<Rule> = Rule & { repositories: readonly Pattern[] };

function ruleFor<Rule>(rules: readonly Scoped<Rule>[], name: string): Rule | undefined {
  return rules.find(({ repositories }) => repositories.some((glob) => matches(glob, name)));
}

function compileRepositoryRule(config: RepositoryRule): Scoped<NameRule<RepositoryRule>> {
  const { rule, repositories, action, message, patterns, allow, deny } = config;
  const names = { right: nameSet({ patterns, globs: allow }), denied: deny };
  return { rule, repositories, action, message, wrong: (name) => invalidBy(names, name) };
}

function compileTagRule(
  config: TagRule,
  enforcedRule: EnforcedRule | undefined,
  kinds: typeof ofImages,
): Scoped<CompiledTagRule> {
  const { rule, repositories, action, message, allow, deny, requires, ...lists } = config;
  const names = { right: nameSet({ ...lists, globs: allow }, kinds), denied: deny };
  return {
    rule,
    repositories,
    action,
    message,
    enforcedRule,
    quarantineWithin: config.quarantineWithin,
    wrong: (tag) => invalidBy(names, tag),
    siblings: compileSiblings(requires, kinds),
    maxTagsPerImage: config.maxTagsPerImage ?? Number.POSITIVE_INFINITY,
    maxTagsPerRepository: config.maxTagsPerRepository ?? Number.POSITIVE_INFINITY,
  };
}
