import { describe, expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import {
  type Finding,
  fromBasic,
  fromEnhanced,
  identityOf,
} from '../../../../shared/scanning/findings/finding.ts';
import { judge } from '../../../../shared/scanning/findings/judge.ts';
import { compileScanning } from '../../../../shared/scanning/rules.ts';

function judged(yml: string, findings: readonly Finding[], now = new Date('2026-11-21T12:00:00Z')) {
  const scanning = compileScanning(parseRegistryConfig(`scanning: ${yml}`).scanning);
  const rule = scanning.ruleFor('a/b');
  if (rule === undefined) throw new Error('no rule');
  return judge(scanning, rule, 'a/b', findings, now);
}

function found(severity: Finding['severity'], more: Partial<Finding> = {}): Finding {
  return { name: 'CVE-1', severity, packages: [], fix: 'available', ...more };
}

describe('a threshold', () => {
  test.each([
    ['{high: 1}', 1, []],
    ['{high: 1}', 2, ['HIGH']],
    ['{critical: 0, high: 9}', 9, []],
    ['{critical: 0}', 1000, []],
    ['{high: 0}', 1, ['HIGH']],
  ])('of %s is for %i findings that are high: %j', (fail, count, over) => {
    const findings = Array.from({ length: count }, () => found('HIGH'));
    const judgement = judged(`{rules: [{rule: it, fail: ${fail}}]}`, findings);
    expect(judgement.over.map(({ severity }) => severity)).toEqual(over);
    expect(judgement.counts).toEqual({ HIGH: count });
  });

  test('of the first rule with a glob decides', () => {
    const yml =
      '{rules: [{rule: x, repositories: [a/*], fail: {low: 0}}, {rule: y, fail: {high: 0}}]}';
    expect(judged(yml, [found('HIGH')]).over).toEqual([]);
  });

  test('with onlyFixable leaves out what has no fix, and counts what is not known to have none', () => {
    const findings = [found('HIGH', { fix: 'none' }), found('HIGH', { fix: 'unknown' })];
    const judgement = judged('{rules: [{rule: x, fail: {high: 0}, onlyFixable: true}]}', findings);
    expect(judgement).toMatchObject({ counts: { HIGH: 1 }, unfixable: 1, over: [{ count: 1 }] });
  });
});

describe('an entry of ignore', () => {
  const yml = (keys: string) =>
    `{rules: [{rule: x, fail: {high: 0}}], ignore: [{reason: why, until: 2026-11-21, ${keys}}]}`;

  test.each([
    ['id: CVE-1', '2026-11-21T23:59:59Z', 1],
    ['id: cve-1', '2026-11-21T12:00:00Z', 1],
    ['id: CVE-1', '2026-11-22T00:00:00Z', 0],
    ['id: CVE-12', '2026-11-21T12:00:00Z', 0],
    ['id: CVE-1, repositories: [c/*]', '2026-11-21T12:00:00Z', 0],
  ])('%s at %s ignores %i', (keys, now, ignored) => {
    expect(judged(yml(keys), [found('HIGH')], new Date(now)).ignored).toBe(ignored);
  });
});

describe('a finding', () => {
  test('is the same in the shapes of both kinds of scanning', () => {
    const attributes = Object.entries({
      package_name: 'openssl',
      package_version: '3.0.1',
      fixed_in_version: '3.0.2',
    }).map(([key, value]) => ({ key, value }));
    const basic = fromBasic({
      name: 'CVE-1',
      severity: 'HIGH',
      uri: 'https://x.invalid',
      attributes,
    });
    const vulnerablePackages = [{ name: 'openssl', version: '3.0.1', fixedInVersion: '3.0.2' }];
    const enhanced = fromEnhanced({
      severity: 'HIGH',
      status: 'ACTIVE',
      fixAvailable: 'YES',
      packageVulnerabilityDetails: {
        vulnerabilityId: 'CVE-1',
        sourceUrl: 'https://x.invalid',
        vulnerablePackages,
      },
    });
    expect(enhanced).toEqual(basic);
    expect(enhanced && identityOf(enhanced)).toBe(identityOf(basic));
  });

  test.each([
    ['UNTRIAGED', 'UNDEFINED'],
    ['SOMETHING_NEW', 'UNDEFINED'],
    [undefined, 'UNDEFINED'],
    ['LOW', 'LOW'],
  ])('of the severity %s is %s', (told, severity) => {
    const finding = { ...(told && { severity: told }) };
    expect(fromEnhanced(finding)).toMatchObject({ severity });
  });

  test('that is closed or suppressed is none', () => {
    expect(fromEnhanced({ status: 'CLOSED' })).toBeUndefined();
    expect(fromEnhanced({ status: 'SUPPRESSED' })).toBeUndefined();
  });

  test('of which nobody knows a fix is not one that has none', () => {
    expect(fromBasic({ name: 'CVE-1' }).fix).toBe('unknown');
    const packageVulnerabilityDetails = {
      vulnerablePackages: [{ name: 'a', version: '1', fixedInVersion: 'NotAvailable' }],
    };
    expect(fromEnhanced({ packageVulnerabilityDetails, fixAvailable: 'NO' })).toMatchObject({
      fix: 'none',
      packages: [{ name: 'a', version: '1' }],
    });
  });
});

test.each([
  ['rules: [{rule: x}]', 'scanning.rules[0].fail: is missing'],
  ['rules: [{rule: x, fail: {}}]', 'scanning.rules[0].fail: needs one of critical, high'],
  ['rules: [{rule: x, fail: {high: -1}}]', 'scanning.rules[0].fail.high: needs 0 to 100000'],
  ['rules: [{rule: x, fail: {informational: 1}}]', 'fail.informational: is not a key here'],
  ['rules: [{rule: x, fail: {high: 1}, action: delete}]', 'report or quarantine'],
  ['rules: [{rule: x, fail: {high: 1}, quarantineWithin: 1h}]', 'needs action: quarantine'],
  [
    'rules: [{rule: x, fail: {high: 1}}, {rule: x, fail: {low: 1}}]',
    'is already at scanning.rules[0]',
  ],
  ['ignore: [{id: CVE-1, reason: why}]', 'scanning.ignore[0].until: is missing'],
  ['ignore: [{id: CVE-1, until: 2027-01-31}]', 'scanning.ignore[0].reason: is missing'],
  ['ignore: [{id: CVE-1, until: 2027-02-30, reason: why}]', 'until: is not a day of the calendar'],
  [
    'ignore: [{id: CVE-1, until: tomorrow, reason: why}]',
    'a day that there is, such as 2027-01-31',
  ],
  ['ignore: [{id: "*", until: 2027-01-31, reason: why}]', 'the id of a vulnerability'],
  ['sweep: {newest: 1001}', 'scanning.sweep.newest: needs 0 to 1000'],
])('%s is refused: %s', (yml, message) => {
  expect(() => parseRegistryConfig(`scanning: {${yml}}`)).toThrow(message);
});
