import type { CacheRule, Registry } from '../ecr/model/registry.ts';

/** The rule that applies to a repository: the one with the longest prefix, else `ROOT`. */
export function ruleFor({ rules }: Registry, repositoryName: string): CacheRule | undefined {
  const parts = repositoryName.split('/');
  for (let length = parts.length - 1; length > 0; length--) {
    const rule = rules.get(parts.slice(0, length).join('/'));
    if (rule) return rule;
  }
  return rules.get('ROOT');
}

/**
 * The upstream name of a repository: the rule's prefix is replaced by the upstream's; `ROOT` means none (Amazon ECR
 * user guide, "Pull through cache: wildcards").
 */
export function upstreamName(rule: CacheRule, repositoryName: string): string {
  const rest =
    rule.prefix === 'ROOT' ? repositoryName : repositoryName.slice(rule.prefix.length + 1);
  return rule.upstreamPrefix === 'ROOT' ? rest : `${rule.upstreamPrefix}/${rest}`;
}
