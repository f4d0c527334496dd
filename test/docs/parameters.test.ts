import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { knownParameters } from '../../resources/company/known-parameters.ts';

const page = readFileSync('docs/deployment.md', 'utf8');

/** The rows of the table of parameters: `| `name=VALUE` | default | does |`. */
const [, table = ''] = page.split('| `--param` | default | does |\n');
const rows = table
  .slice(0, table.indexOf('\n\n'))
  .split('\n')
  .flatMap((line) => [...line.matchAll(/^\| `([\w-]+)=[^`]+` \| [^|]+ \| [^|]+ \|$/g)])
  .map(([, name]) => name);

test('every parameter has its line in the table of docs/deployment.md, in order, and no line has none', () => {
  expect(rows).toEqual(knownParameters());
});

test('the values of log retention are those that the framework takes', () => {
  const source = readFileSync('node_modules/serverless/lib/plugins/aws/provider.js', 'utf8');
  const [, list = ''] = source.match(/awsLogRetentionInDays: \{[^[]*\[([^\]]+)\]/) ?? [];
  const days = list.split(',').flatMap((it) => it.trim() || []);
  expect(days.length).toBeGreaterThan(10);
  const [last] = days.slice(-1);
  expect(page).toContain(`${days.slice(0, -1).join(', ')} or ${last} days`);
});
