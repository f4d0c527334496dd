import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRepositories, push } from '../../support/images.ts';
import { scanOnPush, scansEnd, some } from '../../support/scanning.ts';
import { startAccount } from '../account.ts';
import { runOf, type Run as SarifRun } from '../print/sarif/structure.ts';
import { fileWith, folder, jsonOf, type Run, runCli, sampleFile } from '../run.ts';

const sarifOf = (run: Run): SarifRun => runOf(jsonOf(run));
const linesOf = ({ results }: SarifRun) =>
  results.map(({ locations: [{ physicalLocation }] }) => physicalLocation.region.startLine);

const rules = 'naming: {tags: [{rule: versions, kinds: [semver]}]}';

describe('check --format sarif', () => {
  test('points at the rule of registry.yml that each name breaks', async () => {
    const config = `naming:
  reserved: [final]
  repositories:
    - {rule: names, patterns: ['[a-z]+/[a-z]+']}
  tags:
    - {rule: versions, repositories: ['platform/**'], kinds: [semver], action: quarantine}
    - {rule: names, kinds: [semver], message: 'See [here](https://a.example)'}
`;
    const args = ['check', '-c', fileWith(config), '--registry', sampleFile];
    const [run, text] = await Promise.all([runCli([...args, '--format', 'sarif']), runCli(args)]);
    expect(run).toMatchObject({ stderr: text.stderr, code: 2 });
    const sarif = sarifOf(run);
    const at = sarif.results.map(
      ({ ruleId, level }, index) => `${linesOf(sarif)[index]} ${level} ${ruleId}`,
    );
    expect([...new Set(at)].sort()).toEqual([
      // A rule for repositories and one for tags have this name, and both can report a repository.
      '1 warning naming/repository/names',
      expect.stringMatching(/^2 \w+ naming\/tag\/reserved names$/),
      '6 error naming/tag/versions',
      '7 warning naming/tag/names',
    ]);
    expect(sarif.results.map(({ level }) => level).lastIndexOf('error')).toBeLessThan(
      sarif.results.map(({ level }) => level).indexOf('warning'),
    );
    expect(run.stdout).not.toContain('[here](');
    expect(sarif.results[0]?.locations[0].logicalLocations[0].fullyQualifiedName).toMatch(
      /^platform\/\w+:/,
    );
  });

  test('has the same fingerprints in every run, also after other lines of the file', async () => {
    const runs = ['', '# one\n# two\n'].map(async (before) => {
      const args = ['check', '--format', 'sarif', '-c', fileWith(`${before}${rules}`)];
      return sarifOf(await runCli([...args, '--registry', sampleFile]));
    });
    const [one, other] = await Promise.all(runs);
    const prints = one?.results.map((it) => it.partialFingerprints);
    expect(prints?.length).toBeGreaterThan(5);
    expect(other?.results.map((it) => it.partialFingerprints)).toEqual(prints);
  });

  test.each([
    ['from the root of its git repository', 'team #1/registry.yml', 'team%20%231/registry.yml'],
    ['in a folder whose name begins with two dots', '..team/registry.yml', '..team/registry.yml'],
    ['by what a symbolic link leads to', 'link.yml', 'team%20%231/registry.yml'],
  ])('names the file %s', async (_, name, uri) => {
    const root = mkdtempSync(join(folder, 'git-'));
    for (const each of ['.git', 'team #1', '..team']) mkdirSync(join(root, each));
    for (const each of ['team #1', '..team'])
      writeFileSync(join(root, each, 'registry.yml'), rules);
    symlinkSync(join('team #1', 'registry.yml'), join(root, 'link.yml'));
    const args = ['check', '--format', 'sarif', '-c', join(root, name), '--registry', sampleFile];
    const { results } = sarifOf(await runCli(args));
    const uris = results.map(
      ({ locations: [{ physicalLocation }] }) => physicalLocation.artifactLocation.uri,
    );
    expect(new Set(uris)).toEqual(new Set([uri]));
  });

  test('has a region up to the end of the line, of a file from Windows too', async () => {
    const file = fileWith(
      `\ufeffnaming:\r\n  tags:\r\n    - {rule: versions, kinds: [semver]}\r\n`,
    );
    const run = await runCli(['check', '--format', 'sarif', '-c', file, '--registry', sampleFile]);
    const [location] = sarifOf(run).results[0]?.locations ?? [];
    const region = { startLine: 3, startColumn: 7, endLine: 3, endColumn: 40 };
    expect(location?.physicalLocation.region).toEqual(region);
  });

  test('without rules or violations has no result, which resolves those of before', async () => {
    for (const yml of ['{}', 'naming: {tags: [{rule: all, patterns: [".*"]}]}']) {
      const args = ['check', '--format', 'sarif', '-c', fileWith(yml), '--registry', sampleFile];
      const run = await runCli(args);
      expect(run.code).toBe(0);
      expect(sarifOf(run).results).toEqual([]);
    }
  });

  test('is refused with --enforce', async () => {
    const { stderr, code } = await runCli(['check', '--enforce', '--format', 'sarif']);
    expect(stderr).toMatch(/leave out --format sarif, or --enforce/);
    expect(code).toBe(1);
  });
});

describe('scan --format sarif', () => {
  test('has a result for each finding over a threshold, the worst first, with its score', async () => {
    const unrated = {
      name: 'MEDIUM\n[a](https://b.example) \u202e<b>|@team',
      severity: 'MEDIUM' as const,
    };
    const link = { name: 'L-1', severity: 'LOW' as const, uri: 'javascript:alert(1)' };
    const spaced = { name: 'L-2', severity: 'LOW' as const, uri: 'https://a.example/b c|ü' };
    const findings = {
      'team/web:1': { findings: [link, spaced, unrated, ...some(1, 'HIGH', 'H-')] },
      'team/web:2': { findings: some(2, 'CRITICAL', 'C-') },
      'team/web:odd': { status: 'UNSUPPORTED_IMAGE' as const },
    };
    await using account = await startAccount({ findings });
    const { ecr, env } = account;
    await scanOnPush({ ecr });
    await createRepositories(ecr, 'team/web');
    for (const tag of ['1', '2', 'odd']) await push(ecr, 'team/web', [tag]);
    await scansEnd(ecr, 'team/web', ['1', '2', 'odd']);
    const yml = fileWith(`scanning:
  rules:
    - {rule: strict, fail: {critical: 0, high: 0, medium: 0, low: 0}}
  ignore:
    - {id: H-9, until: 2020-12-31, reason: was not reachable}
`);
    const run = await runCli(['scan', '--format', 'sarif', '-c', yml], { env });
    expect(run).toMatchObject({ stderr: '', code: 2 });
    const sarif = sarifOf(run);
    expect(sarif.results.map(({ level, ruleId }) => `${level} ${ruleId}`)).toEqual([
      ...['error C-1', 'error C-2', 'error H-1'],
      'warning MEDIUM\\u000a[a](https://b.example) \\u202e<b>|@team',
      ...['note L-1', 'note L-2', 'warning scanning/unknown', 'note scanning/expired-ignore'],
    ]);
    expect(linesOf(sarif)).toEqual([3, 3, 3, 3, 3, 3, 3, 5]);
    const rules = Object.fromEntries(sarif.tool.driver.rules.map((it) => [it.id, it]));
    expect(rules['C-1']).toMatchObject({
      helpUri: 'https://example.invalid/C-1',
      properties: { 'security-severity': '9.1' },
    });
    // Without a score of the scanner: one in the middle of what code scanning calls low.
    expect(rules['L-1']?.properties['security-severity']).toBe('2.0');
    for (const id of ['L-1', 'L-2']) expect(rules[id]).not.toHaveProperty('helpUri');
    expect(sarif.results.map((it) => it.message.text).join()).not.toMatch(/\]\(|\u202e|\n/);
  });

  test('says what was not checked', async () => {
    await using account = await startAccount();
    const { ecr, env } = account;
    await createRepositories(ecr, 'team/web');
    await push(ecr, 'team/web', []);
    const yml = fileWith('scanning: {rules: [{rule: strict, fail: {high: 0}}]}');
    const run = await runCli(['scan', '--format', 'sarif', '-c', yml], { env });
    const { invocations, results } = sarifOf(run);
    const told = invocations[0].toolExecutionNotifications.map(({ message }) => message.text);
    expect(told).toEqual([
      '1 image not checked: untagged, and not pulled recently (scanning.sweep).',
    ]);
    expect({ results, code: run.code }).toEqual({ results: [], code: 0 });
  });
});
