import { describe, expect, test } from 'vitest';
import { createRepositories, push } from '../../support/images.ts';
import { lifecyclePolicyOf, putLifecycle } from '../../support/lifecycle.ts';
import { scanOnPush, scansEnd, some } from '../../support/scanning.ts';
import { startAccount } from '../account.ts';
import { kindsIn, outsideCode, parseGfm, tablesIn } from '../print/gfm.ts';
import { fileWith, runCli, sampleFile } from '../run.ts';

const hostile = '|`<script>@team[x](https://evil.example)\u202e\x1b[31m';

/** Everything that Markdown can become, and a comment of ours has not. */
const foreign = ['link', 'linkReference', 'image', 'emphasis', 'delete', 'footnoteReference'];

function expectInert(markdown: string): void {
  const tree = parseGfm(markdown);
  const kinds = kindsIn(tree);
  expect(foreign.filter((kind) => kinds.has(kind))).toEqual([]);
  const { html, text } = outsideCode(tree);
  expect(html.join('')).not.toMatch(/<script|<img|<a /i);
  expect(text).not.toMatch(/@team|https:\/\/|(?!\n)\p{Cc}|\u202e/u);
}

describe('plan --format markdown', () => {
  const config = fileWith(`
pullThroughCache:
  prune: true
  rules:
    - {prefix: quay.io, upstream: quay, repositories: {lifecycle: {expireUntaggedDays: 14}}}
    - {prefix: k8s, upstream: k8s}
`);

  test('prints the verdict, a row for each change, and the policies below', async () => {
    const args = ['plan', '-c', config, '--registry', sampleFile];
    const [run, text] = await Promise.all([
      runCli([...args, '--format', 'markdown']),
      runCli([...args, '--format', 'text']),
    ]);
    expect({ stderr: run.stderr, code: run.code }).toEqual({ stderr: '', code: 2 });
    expect(text).toMatchObject({ code: 2, stdout: expect.stringContaining('+ create    k8s') });
    expect(run.stdout).toMatch(/^## ecr-steward plan: 1 to delete, 1 to update, 2 to create\n/);
    const [table] = tablesIn(parseGfm(run.stdout));
    expect(table?.map((row) => row.slice(0, 3))).toEqual([
      ['Action', 'Kind', 'Name'],
      ['delete', 'cache rule', 'docker-hub'],
      ['update', 'repository', 'quay.io/argoproj/argocd'],
      ['create', 'cache rule', 'k8s'],
      ['create', 'template', 'quay.io template'],
    ]);
    expect(run.stdout).toContain(
      '<details><summary><code>quay.io/argoproj/argocd</code>: <code>lifecyclePolicy</code></summary>\n\n```diff\n@@ -0,0 +1,17 @@\n+{\n',
    );
    expect(run.stdout).toContain('\n\nAs declared: 1.\n');
    expectInert(run.stdout);
  });

  test('shows of a policy that it replaces what goes, whatever is in it', async () => {
    await using account = await startAccount();
    const { ecr, env } = account;
    await createRepositories(ecr, 'quay.io/keep/me');
    const selection = { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 7 };
    const policy = JSON.parse(lifecyclePolicyOf([selection])) as { rules: object[] };
    const rules = policy.rules.map((it) => ({
      ...it,
      description: `\`\`\`\n</details>${hostile}`,
    }));
    const { PutLifecyclePolicyCommand } = await import('@aws-sdk/client-ecr');
    const lifecyclePolicyText = JSON.stringify({ rules });
    await ecr.send(
      new PutLifecyclePolicyCommand({ repositoryName: 'quay.io/keep/me', lifecyclePolicyText }),
    );
    const replacing = fileWith(`
pullThroughCache:
  rules: [{prefix: quay.io, upstream: quay, repositories: {lifecycle: {keepLast: 1}, replaceLifecycle: true}}]
`);
    const { stdout } = await runCli(['plan', '--format', 'markdown', '-c', replacing], { env });
    expect(stdout).toContain('````diff\n');
    expect(stdout).toMatch(/^-.*"countNumber": 7/m);
    expectInert(stdout);
  });

  test('says that nothing changes', async () => {
    const none = fileWith('pullThroughCache: {rules: [{prefix: quay.io, upstream: quay}]}');
    const run = await runCli([
      'plan',
      '--format',
      'markdown',
      '-c',
      none,
      '--registry',
      sampleFile,
    ]);
    expect(run.stdout).toMatch(/^## ecr-steward plan: 1 unmanaged\n/);
    await using account = await startAccount();
    const empty = await runCli(['plan', '--format', 'markdown', '-c', fileWith('{}')], account);
    expect(empty.stdout).toMatch(
      /^## ecr-steward plan: no changes\n\nWhat `apply` would change by /,
    );
    expect([run.code, empty.code]).toEqual([0, 0]);
  });
});

describe('check --format markdown', () => {
  test('prints what would be enforced first, and texts of rules as text', async () => {
    const config = fileWith(`
naming:
  tags:
    - {rule: 'a | b', repositories: [team/a], patterns: ['v[0-9]+|x'], message: 'ask @team: https://a.example'}
    - {rule: versions, kinds: [semver], action: quarantine}
`);
    await using account = await startAccount();
    const { ecr, env } = account;
    await createRepositories(ecr, 'team/a', 'team/b');
    for (const name of ['team/a', 'team/b']) await push(ecr, name, ['_odd_']);
    const run = await runCli(['check', '--format', 'markdown', '-c', config], { env });
    expect(run).toMatchObject({ code: 2 });
    const [table] = tablesIn(parseGfm(run.stdout));
    expect(table?.map((row) => row.slice(0, 2))).toEqual([
      ['Action', 'Name'],
      ['quarantine', 'team/b:_odd_'],
      ['report', 'team/a:_odd_'],
    ]);
    expect(run.stdout).toContain('`check --enforce` would quarantine 1 tag, within the limits.');
    expectInert(run.stdout);
  });

  test('is refused with --enforce, and beside --json', async () => {
    const enforced = await runCli(['check', '--enforce', '--format', 'markdown']);
    expect(enforced).toMatchObject({ stdout: '', code: 1 });
    expect(enforced.stderr).toMatch(
      /^error: --enforce prints .*: leave out --format markdown, or --enforce\n$/,
    );
    for (const verb of ['plan', 'check', 'scan', 'lifecycle']) {
      const both = await runCli([verb, '--json', '--format', 'markdown']);
      const stderr = 'error: --json and --format markdown exclude each other: give one\n';
      expect(both).toEqual({ stdout: '', stderr, code: 1 });
    }
  });

  test('says that there are no rules', async () => {
    const args = ['check', '--format', 'markdown', '-c', fileWith('{}'), '--registry', sampleFile];
    const { stdout, code } = await runCli(args);
    expect(stdout).toMatch(
      /^## ecr-steward: nothing is checked\n\n`\S+` has no rules in `naming:`\.\n$/,
    );
    expect(code).toBe(0);
  });
});

describe('lifecycle --format markdown', () => {
  test('prints a row for each rule, with what runs and mistakes', async () => {
    const image = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/web:1.0';
    const services = [{ cluster: 'prod', name: 'web', images: [image] }];
    await using account = await startAccount({ uses: { services } });
    const { ecr, env } = account;
    await createRepositories(ecr, 'team/web', 'team/fine', 'team/none');
    const any = { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 };
    for (const tag of ['1.0', '1.1', '1.2']) await push(ecr, 'team/web', [tag]);
    for (const name of ['team/fine', 'team/web']) await putLifecycle(ecr, name, [any]);
    const yml = fileWith('use: {sources: [ecs]}');
    const run = await runCli(['lifecycle', '--format', 'markdown', '-c', yml], { env });
    expect(run).toMatchObject({ stderr: '', code: 2 });
    expect(run.stdout).toMatch(/^## ecr-steward lifecycle: 1 image in use would go\n/);
    const [table] = tablesIn(parseGfm(run.stdout));
    expect(table?.slice(1)).toEqual([
      [
        ...['team/web', '1', expect.stringMatching(/beyond the newest 1: 2 images, /), '1'],
        'would expire 1.0, which ECS service prod/web runs or needs',
      ],
      ['team/fine', '1', expect.stringMatching(/: none$/), '', ''],
    ]);
    expectInert(run.stdout);
    const unasked = ['lifecycle', '--format', 'markdown', '-c', fileWith('use: {sources: []}')];
    expect((await runCli(unasked, { env })).stdout).toMatch(
      /^## ecr-steward lifecycle: 2 images would expire\n/,
    );
  });

  test('names what could not be read, and is an error', async () => {
    await using account = await startAccount();
    const { aws, ecr, env } = account;
    await createRepositories(ecr, 'team/web');
    aws.faults.set([{ operations: ['ecr:GetLifecyclePolicy'], error: 'AccessDeniedException' }]);
    const run = await runCli(['lifecycle', '--format', 'markdown'], { env });
    const text = await runCli(['lifecycle'], { env });
    expect(run).toMatchObject({ code: 1, stderr: text.stderr });
    expect(text.code).toBe(1);
  });
});

describe('scan --format markdown', () => {
  test('prints the worst image first, and its findings as text', async () => {
    const odd = { name: hostile.replaceAll('\x1b', ''), severity: 'CRITICAL' as const };
    const findings = {
      'team/web:1': { findings: some(2, 'HIGH') },
      'team/web:2': { findings: [odd, ...some(60, 'CRITICAL')] },
    };
    await using account = await startAccount({ findings });
    const { ecr, env } = account;
    await scanOnPush({ ecr });
    await createRepositories(ecr, 'team/web');
    for (const tag of ['1', '2']) await push(ecr, 'team/web', [tag]);
    await scansEnd(ecr, 'team/web', ['1', '2']);
    const rule = `{rule: strict, fail: {critical: 0, high: 0}, message: 'Ask @team'}`;
    const yml = fileWith(`scanning: {rules: [${rule}]}`);
    const run = await runCli(['scan', '--format', 'markdown', '-c', yml], { env });
    expect(run).toMatchObject({ stderr: '', code: 2 });
    expect(run.stdout).toMatch(/^## ecr-steward scan: 2 failed, 0 unknown\n/);
    const [table] = tablesIn(parseGfm(run.stdout));
    expect(table?.map((row) => row[1])).toEqual(['Image', 'team/web:2', 'team/web:1']);
    expect(run.stdout).toContain('… and 11 more lines\n```');
    expectInert(run.stdout);
  });
});
