import {
  BatchGetRepositoryScanningConfigurationCommand,
  GetRegistryScanningConfigurationCommand,
  PutRegistryScanningConfigurationCommand,
  type RegistryScanningRule,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import type { ScanFrequency, ScanningRule } from '../../../local/ecr/model/scanning.ts';
import { scanningOf } from '../../../local/ecr/scanning/configuration.ts';
import { findingsOf, parseFindings } from '../../../local/ecr/scanning/findings.ts';
import { finding } from '../findings.ts';
import { repositoryName } from '../images.ts';
import { refusal, startTestAws, startWithRepository } from '../start.ts';

const rule = (scanFrequency: ScanFrequency, ...filters: string[]) => ({
  scanFrequency,
  repositoryFilters: filters.map((filter) => ({ filter, filterType: 'WILDCARD' as const })),
});

test.each<['BASIC' | 'ENHANCED', ScanningRule[], boolean, ScanFrequency]>([
  ['BASIC', [], false, 'MANUAL'],
  ['BASIC', [], true, 'SCAN_ON_PUSH'],
  ['BASIC', [rule('SCAN_ON_PUSH', 'team-a/*')], false, 'SCAN_ON_PUSH'],
  ['BASIC', [rule('SCAN_ON_PUSH', 'web')], false, 'SCAN_ON_PUSH'],
  ['BASIC', [rule('SCAN_ON_PUSH', 'web*')], false, 'MANUAL'],
  ['ENHANCED', [], true, 'MANUAL'],
  [
    'ENHANCED',
    [rule('SCAN_ON_PUSH', '*'), rule('CONTINUOUS_SCAN', '*app')],
    false,
    'CONTINUOUS_SCAN',
  ],
  ['ENHANCED', [rule('SCAN_ON_PUSH', '*'), rule('CONTINUOUS_SCAN', 'b/*')], false, 'SCAN_ON_PUSH'],
])(
  '%s with %j and scanOnPush %s scans a repository as %s',
  (type, rules, scanOnPush, frequency) => {
    const scanning = { type, rules };
    expect(scanningOf({ scanning }, { name: repositoryName, scanOnPush })).toMatchObject({
      frequency,
    });
  },
);

describe('the scanning configuration of a registry', () => {
  test('is basic at first, and then as it was put', async () => {
    const { ecr } = await startTestAws();
    const get = () => ecr.send(new GetRegistryScanningConfigurationCommand({}));
    expect((await get()).scanningConfiguration).toEqual({ scanType: 'BASIC', rules: [] });
    const configuration = { scanType: 'ENHANCED' as const, rules: [rule('SCAN_ON_PUSH', '*')] };
    await ecr.send(new PutRegistryScanningConfigurationCommand(configuration));
    expect((await get()).scanningConfiguration).toEqual(configuration);
  });

  test.each<[string, 'BASIC' | 'ENHANCED', RegistryScanningRule[]]>([
    ['continuous basic scans', 'BASIC', [rule('CONTINUOUS_SCAN', '*')]],
    ['manual enhanced scans', 'ENHANCED', [rule('MANUAL', '*')]],
    ['a frequency twice', 'BASIC', [rule('MANUAL', 'a'), rule('MANUAL', 'b')]],
    ['a filter in capitals', 'BASIC', [rule('MANUAL', 'Team')]],
    ['a filter that is slow to refuse', 'BASIC', [rule('MANUAL', `${'a'.repeat(250)}!`)]],
  ])('refuses %s', async (_what, scanType, rules) => {
    const { ecr } = await startTestAws();
    const put = ecr.send(new PutRegistryScanningConfigurationCommand({ scanType, rules }));
    expect((await refusal(put)).name).toBe('InvalidParameterException');
  });

  test('is returned for each repository, including those that do not exist', async () => {
    const { ecr } = await startWithRepository();
    const rules = [rule('SCAN_ON_PUSH', 'team-a/*', 'team-b/*')];
    await ecr.send(new PutRegistryScanningConfigurationCommand({ rules }));
    const repositoryNames = [repositoryName, 'nope'];
    const batch = new BatchGetRepositoryScanningConfigurationCommand({ repositoryNames });
    const { scanningConfigurations, failures } = await ecr.send(batch);
    expect(scanningConfigurations).toEqual([
      {
        repositoryArn: `arn:aws:ecr:eu-west-1:123456789012:repository/${repositoryName}`,
        repositoryName,
        scanOnPush: true,
        scanFrequency: 'SCAN_ON_PUSH',
        appliedScanFilters: [{ filter: 'team-a/*', filterType: 'WILDCARD' }],
      },
    ]);
    expect(failures).toMatchObject([
      { repositoryName: 'nope', failureCode: 'REPOSITORY_NOT_FOUND' },
    ]);
  });
});

describe('findings', () => {
  const found = (name: string) => ({ findings: [finding(name)] });
  const findings = { 'sha256:1': found('digest'), 'app:2': found('tag'), '*': found('rest') };

  test.each([
    ['sha256:1', ['2'], 'digest'],
    ['sha256:2', ['1', '2'], 'tag'],
    ['sha256:2', [], 'rest'],
  ])('of %s with tags %j are those of its %s', (digest, tags, name) => {
    expect(findingsOf(findings, 'app', { digest, tags })).toEqual(found(name));
  });

  test('are read from JSON, with all problems at once', () => {
    expect(parseFindings(JSON.stringify(findings))).toEqual(findings);
    const wrong = { '*': { findings: [{ name: '', severity: 'BAD' }] } };
    const parse = () => parseFindings(JSON.stringify(wrong));
    expect(parse).toThrow('*.findings.0.name:');
    expect(parse).toThrow('*.findings.0.severity:');
    expect(() => parseFindings('{')).toThrow('not JSON');
  });
});
