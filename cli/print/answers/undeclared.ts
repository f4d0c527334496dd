import type { GlobalOptions } from '../../aws/session.ts';
import type { Format } from '../../program/format.ts';
import { code } from '../markdown/inert.ts';
import { print, printWhole } from '../print.ts';

/**
 * Prints that registry.yml has no rules of a kind, so that the answer is not taken for "no violations". With --json and
 * as SARIF it prints nothing, as the figures show it.
 *
 * @param key - The key of these rules in registry.yml.
 * @returns whether there are no rules, so that the verb ends.
 */
export function printUndeclared(
  { config, json, format }: GlobalOptions & { format?: Format },
  key: 'naming' | 'baseline' | 'scanning' | 'shield' | 'retention' | 'unusedRepositories',
  rules: readonly unknown[],
): boolean {
  if (rules.length > 0 || json || format === 'sarif') return false;
  if (format === 'markdown') {
    printWhole(
      `## ecr-steward: nothing is checked\n\n${code(config)} has no rules in \`${key}:\`.`,
    );
  } else print(`${config} has no rules in ${key}:, so nothing is checked.`);
  return true;
}
