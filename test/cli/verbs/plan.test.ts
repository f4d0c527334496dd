import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import type { CacheChange } from '../../../shared/cache/change.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, push } from '../../support/images.ts';
import { createSecret, secretValue, startAccount } from '../account.ts';
import { fileWith, folder, jsonOf, type Run, runCli, sampleFile } from '../run.ts';

const documented = ['kind', 'action', 'prefix', 'before', 'after', 'reason'];

describe('plan', () => {
  test('prints one JSON object of the documented shape and exits 2', async () => {
    const run = await runCli(['plan', '--json', '--registry', sampleFile]);
    expect(Object.keys(jsonOf<object>(run))).toEqual(['changes']);
    const keys = changesOf(run).flatMap((change) => Object.keys(change));
    expect(keys.filter((key) => !documented.includes(key))).toEqual([]);
    expect(actionsOf(run)).toEqual({
      'docker.io': 'create',
      'quay.io': 'none',
      'ecr-public': 'create',
      'docker-hub': 'unmanaged',
    });
    expect(run).toMatchObject({ code: 2, stderr: '' });
  });

  test('plans every kind of change', async () => {
    const config = fileWith(`
pullThroughCache:
  prune: true
  rules:
    - {prefix: docker-hub, upstream: ecr-public}
    - {prefix: k8s, upstream: k8s}
`);
    const run = await runCli(['plan', '--json', '-c', config, '--registry', sampleFile]);
    expect(actionsOf(run)).toEqual({ 'docker-hub': 'replace', k8s: 'create', 'quay.io': 'delete' });
    const [replaced] = changesOf(run);
    expect(replaced).toMatchObject({
      before: { upstreamRegistryUrl: 'registry-1.docker.io' },
      after: { upstreamRegistryUrl: 'public.ecr.aws' },
    });
  });

  test('prints a line per rule and a summary', async () => {
    const { stdout } = await runCli(['plan', '--registry', sampleFile]);
    expect(stdout).toContain('+ create    docker.io ← registry-1.docker.io\n');
    expect(stdout).toContain('= none      quay.io ← quay.io\n');
    expect(stdout).toMatch(/^\? unmanaged docker-hub .*\n +not in registry\.yml; kept/m);
    expect(stdout).toContain('2 to create, 1 unmanaged.');
  });

  test('prints what belongs to a rule below it, each setting in words', async () => {
    const config = fileWith(`
pullThroughCache:
  rules:
    - prefix: quay.io
      upstream: quay
      repositories: {lifecycle: {expireUntaggedDays: 14}, mutability: MUTABLE}
      pullers: ["111122223333"]
`);
    const { stdout, code } = await runCli(['plan', '-c', config, '--registry', sampleFile]);
    expect(stdout).toBe(`= none      quay.io ← quay.io
+ create      quay.io template for new repositories
              mutability: MUTABLE
              encryption: AES256
              lifecyclePolicy: untagged images go after 14 days
+ create      quay.io pullers may pull: arn:aws:iam::111122223333:root
~ update      quay.io/argoproj/argocd
              lifecyclePolicy: none → untagged images go after 14 days
              would expire 2 images (none tagged), 345 MB, within 24 hours
? unmanaged docker-hub ← registry-1.docker.io
            not in registry.yml; kept: prune is false

Pull through cache rules: 1 unmanaged.
Templates for new repositories: 1 to create.
Statements that allow pulls: 1 to create.
Cached repositories: 1 to update.
`);
    expect(code).toBe(2);
  });

  test('prints with --json what a lifecycle policy would expire, and what it replaces', async () => {
    await using account = await startAccount();
    const repositoryName = 'quay.io/keep/me';
    await createRepositories(account.ecr, repositoryName);
    for (const tag of ['1.0', '1.1']) await push(account.ecr, repositoryName, [tag]);
    const rule = {
      rulePriority: 1,
      description: 'by hand',
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 7 },
      action: { type: 'expire' },
    };
    const lifecyclePolicyText = JSON.stringify({ rules: [rule] }, null, 2);
    await account.ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
    const config = fileWith(`
pullThroughCache:
  rules: [{prefix: quay.io, upstream: quay, repositories: {lifecycle: {keepLast: 1}, replaceLifecycle: true}}]
`);
    const [plain, json] = await Promise.all([
      runCli(['plan', '-c', config], account),
      runCli(['plan', '--json', '-c', config], account),
    ]);
    expect(plain.stdout).toContain('would expire 1 image (1 tagged: 1.0), ');
    // In one line, whatever its text is.
    expect(plain.stdout).toContain('current lifecyclePolicy: {\\u000a  "rules": [\\u000a ');
    expect(changesOf(json).at(-1)).toMatchObject({
      repository: repositoryName,
      before: { lifecyclePolicy: lifecyclePolicyText },
      preview: { state: 'known', expire: { images: 1, tags: ['1.0'] } },
    });
  });

  test('counts the repositories that are as declared, and lists them with --json', async () => {
    const config = fileWith(`
pullThroughCache:
  rules:
    - {prefix: docker-hub, upstream: docker-hub, credential: ecr-pullthroughcache/docker-hub,
       repositories: {mutability: MUTABLE}}
`);
    const args = ['plan', '-c', config, '--registry', sampleFile];
    const [plain, json] = await Promise.all([runCli(args), runCli([...args, '--json'])]);
    expect(plain.stdout).toContain('= none        2 repositories as declared\n');
    const repositories = changesOf(json).filter(({ kind }) => kind === 'repository');
    expect(repositories).toMatchObject([
      { repository: 'docker-hub/library/nginx', prefix: 'docker-hub', action: 'none' },
      { repository: 'docker-hub/library/redis' },
    ]);
  });

  test('exits 0 when the only difference is a rule that is not ours', async () => {
    const config = fileWith('pullThroughCache: {rules: [{prefix: quay.io, upstream: quay}]}');
    const run = await runCli(['plan', '--json', '-c', config, '--registry', sampleFile]);
    expect(actionsOf(run)).toEqual({ 'quay.io': 'none', 'docker-hub': 'unmanaged' });
    expect(run.code).toBe(0);
  });

  test('shows a change whose secret is missing, and why', async () => {
    await using account = await startAccount();
    const run = await runCli(['plan', '--json'], { env: account.env });
    const change = changesOf(run).find(({ prefix }) => prefix === 'docker.io');
    expect(change).toMatchObject({ action: 'create', after: { upstreamRegistry: 'docker-hub' } });
    expect(change?.reason).toMatch(/the secret ecr-pullthroughcache\/docker-hub does not exist/);
    expect(change).not.toHaveProperty('blocked');
  });

  test('prints each setting of the registry, and counts them by kind', async () => {
    const config = fileWith(`
registry:
  scanning: {scanType: BASIC, rules: [{scanFrequency: SCAN_ON_PUSH, repositories: ["*"]}]}
  replication: {rules: [{destinations: [{region: eu-central-1}], repositories: [team-a/]}]}
  signing: {rules: [{signingProfileArn: "arn:aws:signer:eu-west-1:123456789012:/signing-profiles/platform"}]}
  pullTimeUpdateExclusions: ["arn:aws:iam::123456789012:role/scanner"]
  accountSettings: {blobMounting: ENABLED}
`);
    const run = await runCli(['plan', '-c', config, '--registry', sampleFile]);
    expect(run).toMatchObject({ code: 2, stderr: '' });
    expect(run.stdout).toBe(`\
? unmanaged docker-hub ← registry-1.docker.io
            not in registry.yml; kept: prune is false
? unmanaged quay.io ← quay.io
            not in registry.yml; kept: prune is false
~ update    scanning BASIC, SCAN_ON_PUSH of *
            SCAN_ON_PUSH: none → *
~ update    replication
            nothing is copied → team-a/* to 123456789012/eu-central-1
+ create    signing platform for all repositories
+ create    exclusion of role/scanner
            its pulls no longer count as a use of an image, as lifecycle policies ask for it
? unmanaged exclusion of role/image-scanner
            not in registry.yml; kept: prune is false
~ update    blobMounting ENABLED
            DISABLED → ENABLED

Pull through cache rules: 2 unmanaged.
Scanning of the registry: 1 to update.
Replication: 1 to update.
Signing of images: 1 to create.
Pull time update exclusions: 1 to create, 1 unmanaged.
Account settings: 1 to update.
`);
  });

  test('lists the repositories once, for cached and declared ones', async () => {
    await using account = await startAccount();
    await createRepositories(account.ecr, 'quay.io/a', 'team-a/web');
    const config = fileWith(`
pullThroughCache: {rules: [{prefix: quay.io, upstream: quay, repositories: {mutability: IMMUTABLE}}]}
repositories: [{names: ['team-*/**'], mutability: IMMUTABLE}]
`);
    const calls = recordCalls(account.aws);
    const run = await runCli(['plan', '--json', '-c', config], account);
    const planned = changesOf(run).filter(({ kind }) => kind === 'repository');
    expect(planned).toMatchObject([{ repository: 'quay.io/a' }, { repository: 'team-a/web' }]);
    expect(calls.filter((it) => it === 'ecr:DescribeRepositories')).toHaveLength(1);
  });

  test('prints no secret value', async () => {
    await using account = await startAccount();
    await createSecret(account.secretsManager, 'ecr-pullthroughcache/docker-hub');
    const runs = await Promise.all([
      runCli(['plan', '--json'], { env: account.env }),
      runCli(['plan', '--debug'], { env: account.env }),
    ]);
    expect(runs.map(({ code }) => code)).toEqual([2, 2]);
    expect(JSON.stringify(runs)).toContain('ecr-pullthroughcache/docker-hub');
    expect(JSON.stringify(runs)).not.toContain(secretValue);
  });

  test('takes registry.yml of the folder it is run in', async () => {
    const cwd = mkdtempSync(join(folder, 'elsewhere-'));
    writeFileSync(join(cwd, 'registry.yml'), 'pullThroughCache: {prune: true}');
    const run = await runCli(['plan', '--json', '--registry', sampleFile], { cwd });
    expect(actionsOf(run)).toEqual({ 'docker-hub': 'delete', 'quay.io': 'delete' });
  });
});

function changesOf(run: Run): CacheChange[] {
  return jsonOf<{ changes: CacheChange[] }>(run).changes;
}

function actionsOf(run: Run): Record<string, string> {
  return Object.fromEntries(changesOf(run).map(({ prefix, action }) => [prefix, action]));
}
