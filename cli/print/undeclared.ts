import type { GlobalOptions } from '../aws/session.ts';
import { print } from './print.ts';

/**
 * Prints that registry.yml has no rules of a kind, so that the answer is not taken for "no violations". With --json it
 * prints nothing, as the figures show it.
 *
 * @param key - The key of these rules in registry.yml.
 * @returns whether there are no rules, so that the verb ends.
 */
export function printUndeclared(
  { config, json }: GlobalOptions,
  key: 'naming' | 'baseline' | 'scanning' | 'shield' | 'retention' | 'unusedRepositories',
  rules: readonly unknown[],
): boolean {
  if (rules.length > 0 || json) return false;
  print(`${config} has no rules in ${key}:, so nothing is checked.`);
  return true;
}
