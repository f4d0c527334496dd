import { countingFindings } from './counting.ts';
import type { LifecycleFinding, Linted } from './finding.ts';
import { matchingFinding } from './matching.ts';
import { takingFindings } from './taking.ts';

/**
 * What is the matter with the rules of a policy, in the order of the rules. Only what is true of the images that the
 * repository has now: of a repository without images nothing is said.
 */
export function lintPolicy(linted: Linted): LifecycleFinding[] {
  if (linted.images.length === 0) return [];
  return linted.rules.flatMap((rule) => {
    const matching = matchingFinding(rule, linted);
    const found = [
      ...(matching ? [matching] : []),
      ...countingFindings(rule, linted),
      ...takingFindings(rule, linted),
    ];
    return found.map((it) => ({ ...it, rule: rule.rule.rulePriority }));
  });
}
