import { OWNER_PREFIX } from '../actions/owner.ts';
import { isSamePrefix } from '../config/schema/prefix.ts';
import { count } from '../inventory/report/format.ts';
import type { RegistryFacts, RepositoryFacts } from './facts.ts';
import { lifecycleInWords } from './lifecycle.ts';
import type { Parts } from './parts.ts';
import { someOf } from './section.ts';

/** What the account has and registry.yml cannot say, in sentences: it stays as it is. */
export function leftOutOf(facts: RegistryFacts, { own }: Parts): string[] {
  return [
    ...unknownOnes(facts),
    ...lifecyclePolicies(own),
    ...repositoryPolicies(own),
    ...templates(facts),
  ];
}

function unknownOnes({ rules, repositories }: RegistryFacts): string[] {
  if (rules !== undefined || repositories.length === 0) return [];
  const which = count(repositories.length, 'repository', 'repositories');
  return [
    `settings and tags of ${which}: without the cache rules it is unknown which of them are cached`,
  ];
}

function lifecyclePolicies(own: readonly RepositoryFacts[]): string[] {
  const theirs = own.filter(({ settings: { lifecyclePolicy: text } }) => {
    return text !== undefined && lifecycleInWords(text) === undefined;
  });
  if (theirs.length === 0) return [];
  return [
    `the lifecycle ${theirs.length === 1 ? 'policy' : 'policies'} of ${namesOf(theirs)}, for which registry.yml has no words: ` +
      'npx ecr-steward lifecycle shows what each would expire',
  ];
}

function repositoryPolicies(own: readonly RepositoryFacts[]): string[] {
  const having = own.filter(({ settings }) => settings.repositoryPolicy !== undefined);
  if (having.length === 0) return [];
  return [
    `the repository ${having.length === 1 ? 'policy' : 'policies'} of ${namesOf(having)}: ` +
      'registry.yml has those of cached repositories only',
  ];
}

function namesOf(repositories: readonly RepositoryFacts[]): string {
  return someOf(repositories.map(({ name }) => name));
}

/** Those that no cache rule creates its repositories by. */
function templates({ templates, rules = [] }: RegistryFacts): string[] {
  const others = templates
    .filter(({ prefix }) => prefix !== OWNER_PREFIX)
    .filter(
      ({ prefix, appliedFor = [] }) =>
        !appliedFor.includes('PULL_THROUGH_CACHE') ||
        !rules.some((rule) => isSamePrefix(rule.ecrRepositoryPrefix, prefix)),
    )
    .map(({ prefix }) => prefix)
    .sort();
  if (others.length === 0) return [];
  const [what, them] = others.length === 1 ? ['template', 'it'] : ['templates', 'them'];
  return [
    `the repository creation ${what} ${someOf(others)}: no cache rule creates repositories by ${them}`,
  ];
}
