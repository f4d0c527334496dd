import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreatePullThroughCacheRuleCommand,
  CreateRepositoryCommand,
  CreateRepositoryCreationTemplateCommand,
  PutRegistryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { pullersStatement } from '../../../../shared/cache/policy/pullers.ts';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { lifecyclePolicyText } from '../../../../shared/config/schema/repositories/lifecycle-policy.ts';
import { createRepositories, push } from '../../../support/images.ts';
import { putLifecycle } from '../../../support/lifecycle.ts';
import { createSecret, secretValue, startAccount } from '../../account.ts';
import {
  fileWith,
  folder,
  hasOfficial,
  jsonOf,
  officialFile,
  runCli,
  sampleFile,
  sampleSnapshot,
} from '../../run.ts';

let files = 0;

/** The path of a file that is not there. */
function newFile(): string {
  files += 1;
  return join(folder, `init-${files}.yml`);
}

const textOf = (file: string) => readFileSync(file, 'utf8');

type Account = Awaited<ReturnType<typeof startAccount>>;

async function cacheQuay({ ecr }: Account): Promise<void> {
  const rule = { ecrRepositoryPrefix: 'quay.io', upstreamRegistryUrl: 'quay.io' };
  await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
}

describe('init', () => {
  test('writes the sample registry down, from which nothing differs', async () => {
    const file = newFile();
    const run = await runCli(['init', '--registry', sampleFile, '-o', file]);
    expect(run).toMatchObject({ stderr: '', code: 0 });
    expect(run.stdout).toContain(
      `written ${file}: 2 cache rules, 2 entries for repositories, 2 rules for tags, 1 setting of the registry\nfrom 9 repositories and 3 cached repositories.\n`,
    );
    expect(parseRegistryConfig(textOf(file))).toMatchObject({
      naming: {
        tags: [
          { kinds: ['semver', 'version-line'], action: 'report' },
          { kinds: ['semver', 'git-sha'], action: 'report' },
        ],
      },
      repositories: [{ mutability: 'IMMUTABLE', scanOnPush: true }, { mutability: 'MUTABLE' }],
      pullThroughCache: {
        rules: [
          { prefix: 'docker-hub', credential: 'ecr-pullthroughcache/docker-hub' },
          { prefix: 'quay.io' },
        ],
      },
    });
    const again = await runCli(['plan', '-c', file, '--registry', sampleFile]);
    expect(again).toMatchObject({ stderr: '', code: 0 });
    const check = await runCli(['check', '-c', file, '--registry', sampleFile]);
    expect(check.stdout).toContain('26 tags checked: 2 violations');
  });

  test.skipIf(!hasOfficial)('so it does with the official images of Docker Hub', async () => {
    const file = newFile();
    await runCli(['init', '--registry', officialFile, '-o', file]);
    const again = await runCli(['plan', '-c', file, '--registry', officialFile]);
    expect(again).toMatchObject({ stderr: '', code: 0 });
  });

  test('says settings in words, secrets by their names, and what it cannot say', async () => {
    await using account = await startAccount();
    const { ecr, secretsManager, env } = account;
    await createSecret(secretsManager, 'ecr-pullthroughcache/docker-hub');
    await cacheQuay(account);
    await ecr.send(
      new CreateRepositoryCreationTemplateCommand({
        prefix: 'quay.io',
        appliedFor: ['PULL_THROUGH_CACHE'],
        lifecyclePolicy: lifecyclePolicyText({ expireUntaggedDays: 14, keepLast: 20 }),
      }),
    );
    const policy = { Version: '2012-10-17', Statement: [statement, others] };
    await ecr.send(new PutRegistryPolicyCommand({ policyText: JSON.stringify(policy) }));
    await createRepositories(ecr, 'team/null', 'team/web');
    for (const tag of ['1.0.0', '1.1.0', 'latest']) await push(ecr, 'team/web', [tag]);
    const byHand = { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 3 };
    await putLifecycle(ecr, 'team/null', [byHand]);
    const file = newFile();
    const run = await runCli(['init', '-c', file], { env });
    expect(run).toMatchObject({ stderr: '', code: 0 });
    const text = textOf(file);
    expect(text).not.toContain(secretValue);
    expect(text).toContain(`    - prefix: quay.io
      upstream: quay
      repositories:
        lifecycle: {expireUntaggedDays: 14, keepLast: 20}
        mutability: MUTABLE
      pullers: ["111122223333"]
`);
    expect(text).toContain(`    # 100 % of 3 tags fit this rule: semver 66 %.
    - rule: semver
      repositories: ["**"]
      kinds: [semver]
      allow: [latest]
      action: report
`);
    expect(text).toContain(`  - names: [team/null]
    mutability: MUTABLE
    encryption: {encryptionType: AES256}
    lifecyclePolicy:
      rules:
        - rulePriority: 1
`);
    expect(text).toContain(`registry:
  policy:
    statements:
      - Sid: Manual
        Effect: Allow
`);
  });

  test('leaves out what would change something: a template that its repositories differ from', async () => {
    await using account = await startAccount();
    const { ecr, env } = account;
    await cacheQuay(account);
    await ecr.send(
      new CreateRepositoryCreationTemplateCommand({
        prefix: 'quay.io',
        appliedFor: ['PULL_THROUGH_CACHE'],
        imageTagMutability: 'IMMUTABLE',
        lifecyclePolicy: lifecyclePolicyText({ keepLast: 20 }),
      }),
    );
    await createRepositories(ecr, 'quay.io/a/b');
    await putLifecycle(ecr, 'quay.io/a/b', [
      { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 3 },
    ]);
    const file = newFile();
    await runCli(['init', '-c', file], { env });
    expect(textOf(file)).toContain(
      `    # Not declared: mutability of its repository creation template`,
    );
    const [rule] = parseRegistryConfig(textOf(file)).pullThroughCache.rules;
    expect(rule?.repositories).toEqual({ lifecycle: { keepLast: 20 } });
    expect(await runCli(['plan', '-c', file], { env })).toMatchObject({ code: 0 });
  });

  test('declares of two cache rules within each other the outer one, and says so', async () => {
    await using account = await startAccount();
    await cacheQuay(account);
    await account.ecr.send(
      new CreatePullThroughCacheRuleCommand({
        ecrRepositoryPrefix: 'quay.io/team',
        upstreamRegistryUrl: 'registry.k8s.io',
      }),
    );
    const file = newFile();
    const run = await runCli(['init', '-c', file], account);
    expect(run).toMatchObject({ stderr: '', code: 0 });
    expect(run.stdout).toContain(
      '  the cache rule quay.io/team for registry.k8s.io: registry.yml cannot declare it beside the others\n',
    );
    expect(parseRegistryConfig(textOf(file)).pullThroughCache.rules).toHaveLength(1);
    expect(await runCli(['plan', '-c', file], account)).toMatchObject({ code: 0 });
  });

  test('says why a cache rule is not declared, and that one for ROOT hides what is cached', async () => {
    const secret = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:';
    const at = (ecrRepositoryPrefix: string, upstreamRegistryUrl: string, more = {}) => ({
      ...{ ecrRepositoryPrefix, upstreamRegistryUrl, registryId: '123456789012', ...more },
    });
    const pullThroughCacheRules = [
      at('ROOT', 'registry.k8s.io'),
      at('acr', 'team.azurecr.us', { upstreamRegistry: 'azure-container-registry' }),
      at('gitlab', 'gitlab.example.com', {
        upstreamRegistry: 'gitlab-container-registry',
        credentialArn: `${secret}ecr-pullthroughcache/gitlab-Ab3dEf`,
      }),
      at('mcr', 'mcr.microsoft.com'),
      at('named', 'ghcr.io', { credentialArn: `${secret}other/name-Ab3dEf` }),
    ];
    const snapshot = JSON.stringify({ ...sampleSnapshot(), pullThroughCacheRules });
    const file = newFile();
    const args = ['--registry', fileWith(snapshot, 'json'), '-c', file];
    const { stdout } = await runCli(['init', ...args]);
    expect(stdout.split('\n').filter((line) => line.startsWith('  '))).toEqual([
      expect.stringMatching(
        /acr for team.azurecr.us: registry.yml cannot declare it: .* needs a credential/,
      ),
      '  the cache rule gitlab for gitlab.example.com: registry.yml cannot say it without a change',
      '  the cache rule mcr for mcr.microsoft.com: registry.yml does not know this upstream',
      expect.stringMatching(
        /named for ghcr.io: .*: credential is not valid: .* ecr-pullthroughcache/,
      ),
      '  settings and tags of 12 repositories: with a cache rule for ROOT it is unknown which of them are cached',
    ]);
    expect(await runCli(['plan', ...args])).toMatchObject({ stderr: '', code: 0 });
  });

  test('leaves a file that exists as it is, and shows what the registry has and it has not', async () => {
    const rules = 'pullThroughCache: {rules: [{prefix: quay.io, upstream: quay}]}';
    const naming = 'naming: {tags: [{rule: a, repositories: ["team-b/**"], kinds: [semver]}]}';
    const file = fileWith(`${rules}\n${naming}`);
    const args = ['init', '--registry', sampleFile, '-c', file];
    const run = await runCli(args);
    expect(run).toEqual({
      stdout: `${file} exists and stays as it is (--force replaces it).
  pullThroughCache: has no cache rules: docker-hub
  repositories: has no entries for the settings of repositories: legacy-monolith, platform/api, platform/ingress and 6 others
  naming: has no rules for tags that follow a pattern: platform/api, platform/ingress, platform/web and 2 others
  registry: has no pull time update exclusions: arn:aws:iam::123456789012:role/image-scanner
`,
      stderr: '',
      code: 2,
    });
    expect(textOf(file)).toBe(`${rules}\n${naming}`);
    const json = await runCli([...args, '--json']);
    expect(jsonOf(json)).toMatchObject({
      written: false,
      missing: [{ key: 'pullThroughCache', names: ['docker-hub'] }, {}, {}, { key: 'registry' }],
      unread: [],
    });
    const forced = await runCli([...args, '--force', '--json']);
    expect(forced.code).toBe(0);
    expect(jsonOf(forced)).toMatchObject({
      file,
      written: true,
      rules: { cache: 2, repositories: 2 },
    });
    expect(textOf(file)).toContain('prefix: docker-hub');
    const again = await runCli(args);
    expect(again).toMatchObject({ stdout: expect.stringContaining('nothing'), code: 0 });
  });

  test('has nothing to show where the file declares everything', async () => {
    // A rule of baseline says enough of repositories, too.
    const file = fileWith(
      'baseline: [{}]\nnaming: {tags: [{rule: a, kinds: [semver]}]}\npullThroughCache: {rules: [{prefix: quay.io, upstream: quay}]}',
    );
    await using account = await startAccount();
    await cacheQuay(account);
    await createRepositories(account.ecr, 'team/web', 'quay.io/a/b');
    await push(account.ecr, 'team/web', ['1.0']);
    const run = await runCli(['init', '-c', file], account);
    expect(run).toEqual({
      stdout: `${file} exists and stays as it is (--force replaces it).\nThe registry has nothing that it does not declare.\n`,
      stderr: '',
      code: 0,
    });
  });

  test('refuses to compare with a file that is not valid', async () => {
    const file = fileWith('baselin: []');
    const run = await runCli(['init', '--registry', sampleFile, '-c', file]);
    expect(run).toMatchObject({ stdout: '', code: 1 });
    expect(run.stderr).toContain('did you mean baseline?');
  });

  test.each(['ExpiredTokenException', 'UnrecognizedClientException'])(
    'after %s nothing is written',
    async (error) => {
      await using account = await startAccount();
      const { aws, ecr, env } = account;
      await createRepositories(ecr, 'team/web');
      aws.faults.set([{ operations: ['ecr:GetLifecyclePolicy'], error }]);
      const file = newFile();
      const run = await runCli(['init', '-c', file], { env });
      expect(run.code).toBe(1);
      expect(run.stderr).toMatch(/^error: /);
      expect(existsSync(file)).toBe(false);
    },
  );

  test('what it proposes as comments is valid, too', async () => {
    await using account = await startAccount();
    const { ecr, env } = account;
    const imageScanningConfiguration = { scanOnPush: true };
    await ecr.send(
      new CreateRepositoryCommand({ repositoryName: 'web', imageScanningConfiguration }),
    );
    await push(ecr, 'web', ['1.0.0']);
    const file = newFile();
    await runCli(['init', '-c', file], { env });
    const lines = textOf(file).split('\n');
    const from = lines.indexOf('# scanning:');
    expect(from).toBeGreaterThan(0);
    const block = lines.slice(from, lines.indexOf('', from)).map((line) => line.slice(2));
    expect(parseRegistryConfig(block.join('\n')).scanning.rules).toHaveLength(1);
  });

  test('to a file of comments only a block can be added', async () => {
    const { formatVersion, registryId } = sampleSnapshot();
    const none = { repositories: [], pullThroughCacheRules: [], imageDetails: [] };
    const empty = fileWith(JSON.stringify({ formatVersion, registryId, ...none }), 'json');
    const file = newFile();
    await runCli(['init', '--registry', empty, '-o', file]);
    const text = textOf(file);
    expect(parseRegistryConfig(text).repositories).toEqual([]);
    expect(
      parseRegistryConfig(`${text}\nretention: [{keep: {newest: [{count: 3}]}}]`),
    ).toMatchObject({
      retention: [{ action: 'report' }],
    });
  });

  test('declares no resource tag that registry.yml cannot have', async () => {
    await using account = await startAccount();
    for (const repositoryName of ['a', 'b']) {
      const tags = ['<<', '<', 'Owner'].map((Key) => ({ Key, Value: '<<' }));
      await account.ecr.send(
        new CreateRepositoryCommand({ repositoryName: `x/${repositoryName}`, tags }),
      );
    }
    const file = newFile();
    await runCli(['init', '-c', file], account);
    expect(parseRegistryConfig(textOf(file)).repositories).toMatchObject([
      { tags: { '<': '<<', Owner: '<<' } },
    ]);
  });
});

const statement = pullersStatement({ registryId: '123456789012', region: 'eu-west-1' }, 'quay.io', [
  '111122223333',
]);

const others = {
  Sid: 'Manual',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::444455556666:root' },
  Action: 'ecr:ReplicateImage',
  Resource: 'arn:aws:ecr:eu-west-1:123456789012:repository/*',
};
