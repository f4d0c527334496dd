import type { ECRClient } from '@aws-sdk/client-ecr';
import type { NamingConfig } from '../config/schema/schema.ts';
import { type NamingScope, planForRegistry } from '../naming/plan.ts';
import { compileNaming } from '../naming/rules.ts';

/** How many tags each naming rule would change now, by its name: an upper bound, as some may be in use. */
export async function countAffectedTags(
  ecr: ECRClient,
  config: NamingConfig,
  scope: NamingScope,
): Promise<Map<string, number>> {
  const naming = compileNaming(config);
  const { violations } = await planForRegistry(ecr, naming, scope);
  const counts = new Map<string, number>();
  for (const violation of violations) {
    if (violation.kind !== 'tag') continue;
    const enforcedRule = naming.tagRule(violation.repository)?.enforcedRule;
    if (enforcedRule) counts.set(enforcedRule.name, (counts.get(enforcedRule.name) ?? 0) + 1);
  }
  return counts;
}
