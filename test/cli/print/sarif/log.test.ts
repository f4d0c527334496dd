import { expect, test } from 'vitest';
import { type Found, sarifLog } from '../../../../cli/print/sarif/log.ts';
import { runOf } from './structure.ts';

const found = (at: number): Found => ({
  rule: { id: `CVE-${at}`, text: 'a vulnerability', tags: ['security'] },
  ...{ level: 'error', message: 'a finding', name: 'team/web:1', identity: [`${at}`] },
  place: {
    artifactLocation: { uri: 'registry.yml' },
    region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 9 },
  },
  properties: {},
});

test('a log has as many results as code scanning takes, and says how many are left out', () => {
  const all = Array.from({ length: 25_003 }, (_, at) => found(at));
  const { results, invocations, tool } = runOf(sarifLog(all, ['a note']));
  expect(results).toHaveLength(25_000);
  expect(tool.driver.rules).toHaveLength(25_000);
  expect(results.at(-1)?.ruleId).toBe('CVE-24999');
  expect(invocations[0].toolExecutionNotifications.map(({ message }) => message.text)).toEqual([
    '3 results are left out, the least severe: code scanning takes 25000 at most. --json has all',
    'a note',
  ]);
});

test('a rule has the highest score that it has anywhere', () => {
  const scored = [2, 9.8, 5].map((severity, at) => ({
    ...found(at),
    rule: { ...found(1).rule, severity },
  }));
  const { tool } = runOf(sarifLog(scored, []));
  expect(tool.driver.rules.map(({ properties }) => properties['security-severity'])).toEqual([
    '9.8',
  ]);
});

test('a text is no longer than code scanning takes, also where it has many links', () => {
  const text = '[a](b)'.repeat(300);
  const { results, tool } = runOf(
    sarifLog([{ ...found(1), message: text, rule: { ...found(1).rule, text } }], []),
  );
  expect(results[0]?.message.text).toMatch(/^(\[a\] \(b\))+.*…$/);
  expect(tool.driver.rules[0]?.shortDescription.text).toHaveLength(1_000);
});
