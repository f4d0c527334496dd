import type { GlobalOptions } from '../aws/session.ts';
import { print } from './print.ts';

/**
 * Says that registry.yml has no rules of a kind, so that "all right" is not read where nothing was asked; not beside
 * --json, whose figures say it. It is no error: nothing that is declared is wrong.
 *
 * @param key - Where the rules would stand.
 * @returns Whether that was all there is to say.
 */
export function tellUndeclared(
  { config, json }: GlobalOptions,
  key: 'naming' | 'baseline' | 'scanning',
  rules: readonly unknown[],
): boolean {
  if (rules.length > 0 || json) return false;
  print(`${config} has no rules in ${key}:, so nothing is held against it.`);
  return true;
}
