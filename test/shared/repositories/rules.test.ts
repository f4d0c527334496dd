import { expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { enforcedRules } from '../../../shared/repositories/rules.ts';

/** What has to be allowed of the last entry. */
function lastRule(...names: string[][]) {
  const entries = names.map((all) => `{names: ${JSON.stringify(all)}}`).join(', ');
  return enforcedRules(parseRegistryConfig(`repositories: [${entries}]`).repositories).at(-1)?.text;
}

test('an entry of names needs a new consent only where an entry above takes one of them', () => {
  const alone = lastRule(['a/web', 'b/web']);
  expect(lastRule(['c/web'], ['c/**', 'd/web'], ['a/web', 'b/web'])).toBe(alone);
  expect(lastRule(['a/*'], ['a/web', 'b/web'])).not.toBe(alone);
  expect(lastRule(['b/web'], ['a/web', 'b/web'])).not.toBe(alone);
});

test('an entry with a glob needs a new consent after each entry above', () => {
  expect(lastRule(['c/web'], ['a/**'])).not.toBe(lastRule(['a/**']));
});
