import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { functionAlarms } from '../../resources/function-alarms.ts';

const page = readFileSync('docs/costs-and-limits.md', 'utf8');

/** The short forms of CloudFormation's functions are unknown tags here, and nothing hangs on them. */
function read(file: string): Record<string, Record<string, object>> {
  return parse(readFileSync(file, 'utf8'), { logLevel: 'silent' }) as never;
}

test('the page has as many alarms as the stack, and what they cost', () => {
  const functions = Object.keys(read('serverless.yml').functions ?? {});
  const others = Object.values(read('resources/alarms.yml').Resources ?? {});
  const alarms = Object.keys(functionAlarms(functions)).length + others.length;
  const price = (alarms * 0.1).toFixed(2);
  expect(others).toHaveLength(2);
  expect(page).toContain(
    `| ${alarms}: four for each of ${functions.length} functions, and two | 0.10 | ${price} |`,
  );
});
