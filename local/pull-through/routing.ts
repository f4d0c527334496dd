import type { CacheRule, Registry } from '../ecr/model/registry.ts';

/** The rule that a repository falls under: the one with the longest prefix, and `ROOT` for what is left. */
export function ruleFor({ rules }: Registry, repositoryName: string): CacheRule | undefined {
  const parts = repositoryName.split('/');
  for (let length = parts.length - 1; length > 0; length--) {
    const rule = rules.get(parts.slice(0, length).join('/'));
    if (rule) return rule;
  }
  return rules.get('ROOT');
}

/**
 * What a repository is called upstream: the rule's own prefix is replaced with the upstream's, where `ROOT`
 * stands for none (Amazon ECR user guide, "Pull through cache: wildcards").
 */
export function upstreamName(rule: CacheRule, repositoryName: string): string {
  const rest =
    rule.prefix === 'ROOT' ? repositoryName : repositoryName.slice(rule.prefix.length + 1);
  return rule.upstreamPrefix === 'ROOT' ? rest : `${rule.upstreamPrefix}/${rest}`;
}
