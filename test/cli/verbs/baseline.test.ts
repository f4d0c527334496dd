import {
  CreatePullThroughCacheRuleCommand,
  GetLifecyclePolicyCommand,
  PutLifecyclePolicyCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { createRepositories, push } from '../../support/images.ts';
import { deployedFrom, startAccount } from '../account.ts';
import { fileWith, jsonOf, runCli, sampleFile } from '../run.ts';

const yml = (more = '') => `baseline:
  - repositories: ['team-a/**']
    action: enforce
    mutability: IMMUTABLE
    lifecycle: {expireUntaggedDays: 14}${more}
  - repositories: ['platform/**']
    tags: {required: [owner]}
`;

const keepLast =
  "baseline: [{repositories: ['team-a/**'], action: enforce, lifecycle: {keepLast: 1}}]";

const byHand = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      description: 'by \u001b[8mhand',
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 7 },
      action: { type: 'expire' },
    },
  ],
});

interface Answer {
  checked: { repositories: number; governed: number };
  deviations: { repository: string; setting: string; action: string; outcome?: string }[];
}

describe('baseline', () => {
  test('leaves cached repositories to the cache as check does, created by ECR or manually', async () => {
    await using account = await startAccount();
    const { ecr, env } = account;
    await createRepositories(ecr, 'own/web', 'declared/web', 'made/web');
    for (const name of ['own/web', 'declared/web', 'made/web']) await push(ecr, name, ['wrong']);
    const made = { ecrRepositoryPrefix: 'made', upstreamRegistryUrl: 'quay.io' };
    await ecr.send(new CreatePullThroughCacheRuleCommand(made));
    const file = fileWith(`
naming: {tags: [{rule: versions, kinds: [semver]}]}
baseline: [{mutability: IMMUTABLE}]
pullThroughCache: {rules: [{prefix: declared, upstream: quay}]}`);
    const results = await Promise.all(
      ['check', 'baseline'].map((verb) => runCli([verb, '-c', file, '--json'], { env })),
    );
    expect(results.map((run) => jsonOf(run))).toMatchObject([
      { checked: { repositories: 1 }, violations: [{ repository: 'own/web' }] },
      { checked: { repositories: 1 }, deviations: [{ repository: 'own/web' }] },
    ]);
  });

  test('shows what differs by repository, what --enforce would do, and exits 2', async () => {
    await using account = await startAccount();
    await createRepositories(account.ecr, 'team-a/web', 'platform/api', 'other');
    const writes: string[] = [];
    account.aws.onExchange(({ operation }) => {
      if (/^(Put|Tag|Delete)/.test(operation)) writes.push(operation);
    });
    const run = await runCli(['baseline', '-c', fileWith(yml())], account);
    expect(run).toEqual({
      stdout: `platform/api
  report tags: owner missing
    tag the repository
team-a/web
  enforce mutability: MUTABLE → IMMUTABLE
  enforce lifecyclePolicy: none → untagged images go after 14 days
    no image would expire

2 repositories checked: 3 deviations. 1 without a rule. Cached repositories follow their cache rule.
--enforce would set 2 settings.
`,
      stderr: '',
      code: 2,
    });
    expect(writes).toEqual([]);
  });

  test('--enforce sets what can be set; then all is as declared, and it exits 0', async () => {
    await using account = await startAccount();
    await createRepositories(account.ecr, 'team-a/web');
    const config = fileWith(yml());
    await deployedFrom(account, config);
    const args = ['baseline', '-c', config];
    const first = await runCli([...args, '--enforce'], account);
    expect(first.stdout).toContain(', stack ecr-steward-test: to set 2 settings.\n');
    expect(first.stdout).toMatch(
      /^set team-a\/web mutability \(.* undo \S+\)\nset team-a\/web lifecyclePolicy \(/m,
    );
    expect(first.code).toBe(0);
    const second = await runCli(args, account);
    expect(second.stdout).toMatch(/^1 repository checked: as declared\./);
    expect(second.code).toBe(0);
  });

  test('keeps a lifecycle policy that was created manually, and shows it; replaces it where the rule says so', async () => {
    await using account = await startAccount();
    const repositoryName = 'team-a/web';
    await createRepositories(account.ecr, repositoryName);
    const put = { repositoryName, lifecyclePolicyText: byHand };
    await account.ecr.send(new PutLifecyclePolicyCommand(put));
    const config = fileWith(yml());
    await deployedFrom(account, config);
    const kept = await runCli(['baseline', '--enforce', '-c', config], account);
    expect(kept.stdout).toContain('created manually; replaceLifecycle: true replaces it');
    expect(kept.stdout).toContain('"countNumber":7');
    expect(kept.stdout).not.toContain('\u001b');
    expect(kept.code).toBe(2);
    const replacing = fileWith(yml('\n    replaceLifecycle: true'));
    await deployedFrom(account, replacing);
    const replaced = await runCli(['baseline', '--enforce', '-c', replacing], account);
    expect(replaced.stdout).toContain('"countNumber":7');
    const now = await account.ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
    expect(now.lifecyclePolicyText).toContain('untagged images go after 14 days');
    expect(replaced.code).toBe(0);
  });

  test('prints one JSON object, of the repositories that are named', async () => {
    const args = ['baseline', 'team-a/checkout', '--json', '--registry', sampleFile];
    const run = await runCli([...args, '-c', fileWith(yml())]);
    const { checked, deviations } = jsonOf<Answer>(run);
    expect(checked).toEqual({ repositories: 1, governed: 1 });
    expect(deviations.length).toBeGreaterThan(0);
    for (const { repository } of deviations) expect(repository).toBe('team-a/checkout');
    const enforced = await runCli([...args, '--enforce', '-c', fileWith(yml())]);
    const outcomes = jsonOf<Answer>(enforced).deviations.map(({ outcome }) => outcome);
    expect(new Set(outcomes)).toEqual(new Set(['set']));
  });

  test('previews a lifecycle policy: number, tags and bytes of what would expire', async () => {
    await using account = await startAccount();
    await createRepositories(account.ecr, 'team-a/web');
    for (const tag of ['1.0.0', '1.0.1', '1.0.2']) await push(account.ecr, 'team-a/web', [tag]);
    const args = ['baseline', '-c', fileWith(keepLast)];
    const [plain, json] = await Promise.all([
      runCli(args, account),
      runCli([...args, '--json'], account),
    ]);
    expect(plain.stdout).toMatch(
      /stay\n {4}would expire 2 images \(2 tagged: 1\.0\.0, 1\.0\.1\), .*B, within 24 hours\n/,
    );
    const [deviation] = jsonOf<Answer>(json).deviations;
    const expire = { images: 2, tagged: 2, tags: ['1.0.0', '1.0.1'] };
    expect(deviation).toMatchObject({ action: 'set', preview: { state: 'known', expire } });
  });

  test('does not put a lifecycle policy of which it cannot see what would expire', async () => {
    await using account = await startAccount();
    await createRepositories(account.ecr, 'team-a/web');
    await push(account.ecr, 'team-a/web', ['1.0.0']);
    const operations = ['ecr:GetLifecyclePolicyPreview'];
    account.aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
    const run = await runCli(['baseline', '--enforce', '-c', fileWith(keepLast)], account);
    expect(run.stdout).toMatch(
      /report lifecyclePolicy: .*\n {4}it is unknown which images would expire: access denied/,
    );
    const lifecycle = account.ecr.send(
      new GetLifecyclePolicyCommand({ repositoryName: 'team-a/web' }),
    );
    await expect(lifecycle).rejects.toThrow('Lifecycle policy does not exist');
    expect(run.code).toBe(2);
  });

  test('exits 1 when one cannot be brought in line, and names it', async () => {
    await using account = await startAccount();
    await createRepositories(account.ecr, 'team-a/web');
    const operations = ['ecr:PutImageTagMutability'];
    account.aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
    const config = fileWith(yml());
    await deployedFrom(account, config);
    const run = await runCli(['baseline', '--enforce', '-c', config], account);
    expect(run.stderr).toBe('error: could not be read or brought in line: team-a/web\n');
    expect(run.stdout).toContain('failed team-a/web mutability: access denied');
    expect(run.code).toBe(1);
  });

  test.each([
    ['a repository that is not there', ['nowhere'], yml(), /has no repository nowhere: /],
  ])('says in one line what is wrong with %s', async (_, names, text, message) => {
    const run = await runCli([
      'baseline',
      ...names,
      '-c',
      fileWith(text),
      '--registry',
      sampleFile,
    ]);
    expect(run.stderr).toMatch(message);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
    expect(run.code).toBe(1);
  });
});
