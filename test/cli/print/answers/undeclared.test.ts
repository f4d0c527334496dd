import { expect, test } from 'vitest';
import { fileWith, jsonOf, runCli, sampleFile } from '../../run.ts';

const empty = fileWith('{}');
const on = ['-c', empty, '--registry', sampleFile];

test.each([
  ['check', 'naming'],
  ['baseline', 'baseline'],
  ['scan', 'scanning'],
])('%s without rules says so, and is no error', async (verb, key) => {
  const { stdout, stderr, code } = await runCli([verb, ...on]);
  expect(stdout).toBe(`${empty} has no rules in ${key}:, so nothing is checked.\n`);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
});

test.each([
  ['check', { violations: [] }],
  ['baseline', { deviations: [], unread: [] }],
  ['scan', { failures: [], unknown: [] }],
])('%s --json without rules has its usual answer', async (verb, answer) => {
  const run = await runCli([verb, '--json', ...on]);
  expect(jsonOf(run)).toMatchObject(answer);
  expect(run.code).toBe(0);
});

test('reserved names are checked without any rule, as they are invalid everywhere', async () => {
  const file = fileWith('naming: {reserved: [final]}');
  const { stdout, code } = await runCli(['check', '-c', file, '--registry', sampleFile]);
  expect(stdout).toContain('report tag "final" is reserved (final) (rule: reserved names)');
  expect(code).toBe(2);
});
