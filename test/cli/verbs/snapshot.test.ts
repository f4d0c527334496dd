import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  CreateRepositoryCreationTemplateCommand,
  PutRegistryPolicyCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { parseSnapshot, type Snapshot } from '../../../local/ecr/snapshot/snapshot.ts';
import { createRepositories } from '../../support/images.ts';
import { startAccount } from '../account.ts';
import { fileWith, folder, runCli, runHere, sampleFile, sampleSnapshot } from '../run.ts';

const config = fileWith(`
pullThroughCache:
  rules:
    - prefix: docker-hub
      upstream: docker-hub
      credential: ecr-pullthroughcache/docker-hub
      pullers: ['111122223333']
      repositories:
        mutability: IMMUTABLE
        lifecycle: {expireUntaggedDays: 14}
baseline:
  - repositories: ['platform/**']
    mutability: IMMUTABLE
    tags: {required: [owner], defaults: {cost-center: shared}}
    scanOnPush: true
    lifecycle: {expireUntaggedDays: 14}
`);

/** As releases wrote it that knew no settings. */
const older = fileWith(
  without(Object.keys(sampleSnapshot()).filter((it) => !isOfFormat1(it))),
  'json',
);

function isOfFormat1(member: string): boolean {
  return ['registryId', 'repositories', 'imageDetails', 'pullThroughCacheRules'].includes(member);
}

/** The sample without some members. */
function without(members: readonly string[]): string {
  const kept = Object.entries(sampleSnapshot()).filter(([member]) => !members.includes(member));
  return JSON.stringify(Object.fromEntries(kept));
}

function withMembers(members: Partial<Snapshot>): string {
  return fileWith(JSON.stringify({ ...sampleSnapshot(), ...members }), 'json');
}

describe('snapshot', () => {
  test('is written without what is denied, which it names', async () => {
    const faults = [
      { operations: ['ecr:GetRegistryPolicy'], error: 'AccessDeniedException' },
      { operations: ['ecr:ListTagsForResource'], after: 7, error: 'AccessDeniedException' },
    ];
    await using account = await startAccount({ snapshot: sampleSnapshot(), faults });
    const file = join(folder, 'denied.json');
    const { stdout, stderr, code } = await runCli(['snapshot', file], account);
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
    expect(stderr).toMatch(
      /^error: could not be read: the registry policy: access denied: .*GetRegistryPolicy.*\nerror: could not be read: the resource tags of [^,]+, [^,]+, [^,]+ and 2 others: access denied: .*\n$/,
    );
    const written = parseSnapshot(readFileSync(file, 'utf8'));
    expect(written.notRead).toMatchObject([
      { member: 'registryPolicy', error: expect.stringMatching(/^access denied/) },
      { member: 'resourceTags', repositories: expect.objectContaining({ length: 5 }) },
    ]);
    expect([written.registryPolicy, written.lifecyclePolicies]).toEqual([undefined, []]);
  });

  test.each(['InternalServerException', 'ExpiredTokenException'])(
    'is not written after %s, which may pass',
    async (error) => {
      const faults = [{ operations: ['ecr:GetRepositoryPolicy'], after: 2, error }];
      await using account = await startAccount({ snapshot: sampleSnapshot(), faults });
      const file = join(folder, 'failed.json');
      const env = { ...account.env, AWS_MAX_ATTEMPTS: '1' };
      const { stderr, code } = await runCli(['snapshot', file], { env });
      expect(stderr).toMatch(/^error: /);
      expect([code, existsSync(file)]).toEqual([1, false]);
    },
  );

  test('is written to the file that a link names: the link stays', async () => {
    const link = join(folder, 'today.json');
    const file = join(folder, 'november.json');
    writeFileSync(file, 'of yesterday');
    symlinkSync(file, link);
    expect(await runHere(['snapshot', link, '--registry', sampleFile])).toMatchObject({ code: 0 });
    expect(readlinkSync(link)).toBe(file);
    expect(parseSnapshot(readFileSync(file, 'utf8')).repositories).toHaveLength(12);
  });

  test('is written into a pipe, which stays one', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    // Opened for both, so that nobody waits for the other end.
    const reader = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    const run = await runHere(['snapshot', pipe, '--registry', older]);
    closeSync(reader);
    expect(run).toEqual({ stdout: '', stderr: '', code: 0 });
    expect([lstatSync(pipe).isFIFO(), existsSync(`${pipe}.part`)]).toEqual([true, false]);
  });

  test('has settings that the region does not offer as if they were not set', async () => {
    const operations = ['ecr:GetSigningConfiguration', 'ecr:GetAccountSetting'];
    const faults = [{ operations, error: 'UnsupportedCommandException' }];
    await using account = await startAccount({ snapshot: sampleSnapshot(), faults });
    const { stdout, stderr, code } = await runCli(['snapshot'], account);
    const { signingConfiguration, accountSettings, notRead } = parseSnapshot(stdout);
    expect({ signingConfiguration, accountSettings, notRead }).toEqual({
      ...{ signingConfiguration: {}, accountSettings: [], notRead: undefined },
    });
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  test('of an older snapshot does not know more than that', async () => {
    const { stdout, stderr, code } = await runCli(['snapshot', '--registry', older]);
    const members = Object.keys(JSON.parse(stdout)).filter((it) => !isOfFormat1(it));
    expect(members).toEqual(['formatVersion']);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  test('of a newer format is refused in one sentence', async () => {
    const file = fileWith(JSON.stringify({ formatVersion: 3, repositories: 'elsewhere' }), 'json');
    const { stdout, stderr, code } = await runCli(['plan', '-c', config, '--registry', file]);
    expect(stderr).toBe(
      `error: ${file}: The snapshot cannot be loaded:\n  formatVersion: is 3, written by a newer ecr-steward; this one reads up to 2: update it, or write the snapshot with it\n`,
    );
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
  });
});

describe('on a snapshot that does not say all settings', () => {
  test('plan finds no drift of what is not known, and says so in one line', async () => {
    const { stdout, stderr, code } = await runCli(['plan', '-c', config, '--registry', older]);
    expect(stderr).toBe(
      'note: the snapshot does not say the repository creation templates, the registry policy, the lifecycle policies: whether it is as declared is not known\n',
    );
    expect(stdout).not.toMatch(/template|pullers|lifecyclePolicy|would expire/);
    expect(stdout).toContain('mutability: MUTABLE → IMMUTABLE');
    expect(code).toBe(2);
  });

  test('plan says nothing of what is not declared', async () => {
    const rules = fileWith('pullThroughCache: {rules: [{prefix: quay.io, upstream: quay}]}');
    const run = await runCli(['plan', '-c', rules, '--registry', older]);
    expect(run).toMatchObject({ stderr: '', code: 0 });
  });

  test('apply makes only what is known', async () => {
    const args = ['apply', '--yes', '-c', config, '--registry', older];
    const { stdout, stderr } = await runCli(args);
    expect(stderr).toMatch(/^note: the snapshot does not say /);
    expect(stdout).not.toMatch(/template|pullers|lifecyclePolicy/);
    expect(stdout).toMatch(/updated +docker-hub\/library\/nginx/);
  });

  test('baseline finds no drift of what is not known, and says so in one line', async () => {
    const { stdout, stderr } = await runCli(['baseline', '-c', config, '--registry', older]);
    expect(stderr).toBe(
      'note: the snapshot does not say the scanning configuration of the registry, the lifecycle policies, the resource tags: whether it is as declared is not known\n',
    );
    expect(stdout).not.toMatch(/lifecyclePolicy|tags|scanOnPush/);
    expect(stdout).toContain('mutability: MUTABLE → IMMUTABLE');
  });

  test.each([
    ['repositoryCreationTemplates', ['plan'], /template/],
    ['registryPolicy', ['plan'], /pullers/],
    ['lifecyclePolicies', ['plan', 'baseline'], /lifecyclePolicy: none/],
    ['resourceTags', ['baseline'], /tags: /],
    ['scanningConfiguration', ['baseline'], /scanOnPush/],
  ])('%s is drift where it is known, and a note where it is not', async (member, verbs, drift) => {
    const file = fileWith(without([member]), 'json');
    for (const verb of verbs) {
      const run = await runCli([verb, '-c', config, '--registry', file]);
      expect(run.stdout).not.toMatch(drift);
      expect(run.stderr).toMatch(/^note: the snapshot does not say [^,]+: .*\n$/);
      const known = await runCli([verb, '-c', config, '--registry', withMembers({})]);
      expect(known.stdout).toMatch(drift);
      expect(known.stderr).toBe('');
    }
  });

  test('only the repositories whose settings were denied are not known', async () => {
    const nginx = 'docker-hub/library/nginx';
    const error = 'access denied: GetLifecyclePolicy';
    const file = withMembers({
      notRead: [{ member: 'lifecyclePolicies', repositories: [nginx], error }],
    });
    const { stdout, stderr } = await runCli(['plan', '-c', config, '--registry', file]);
    expect(stderr).toBe(
      `note: the snapshot does not say the lifecycle policies of ${nginx}: whether it is as declared is not known\n`,
    );
    expect(stdout.match(/lifecyclePolicy: none/g)).toHaveLength(1);
    expect(stdout.match(/mutability: MUTABLE → IMMUTABLE/g)).toHaveLength(2);
  });

  test('lifecycle says that a policy may be there', async () => {
    const { stderr } = await runCli(['lifecycle', '--registry', older]);
    expect(stderr).toBe(
      'note: the snapshot does not say the lifecycle policies: a repository without one may have one\n',
    );
    const known = await runCli(['lifecycle', '--registry', withMembers({})]);
    expect(known.stderr).toBe('');
  });

  test('init says what the snapshot does not say, and asks for nothing of it', async () => {
    const notRead = [
      { member: 'resourceTags' as const, repositories: ['platform/web'], error: 'denied' },
    ];
    const file = withMembers({ notRead, repositoryCreationTemplates: undefined });
    const proposed = join(folder, 'from-snapshot.yml');
    const run = await runCli(['init', '-c', proposed, '--registry', file]);
    expect(run).toMatchObject({ stderr: '', code: 0 });
    expect(run.stdout).toContain(
      'what the snapshot does not say: the resource tags of platform/web, the repository creation templates. init on the account itself reads it',
    );
  });
});

test('plan finds no drift from what init writes of a snapshot that lacks a setting', async () => {
  for (const member of Object.keys(sampleSnapshot()).filter((it) => !isOfFormat1(it))) {
    const file = fileWith(without([member]), 'json');
    const proposed = join(folder, `without-${member}.yml`);
    expect(await runHere(['init', '-c', proposed, '--registry', file])).toMatchObject({ code: 0 });
    const plan = await runHere(['plan', '-c', proposed, '--registry', file]);
    expect({ member, code: plan.code }).toEqual({ member, code: 0 });
  }
});

test.each(
  Object.entries({
    scanningConfiguration: 'scanning: {scanType: ENHANCED}',
    replicationConfiguration:
      'replication: {rules: [{destinations: [{region: us-east-1}], backfill: true}]}',
    signingConfiguration:
      "signing: {rules: [{signingProfileArn: 'arn:aws:signer:eu-west-1:123456789012:/signing-profiles/release'}]}",
    pullTimeUpdateExclusions: "pullTimeUpdateExclusions: ['arn:aws:iam::123456789012:role/other']",
    accountSettings: 'accountSettings: {blobMounting: ENABLED}',
    registryPolicy:
      "policy: {statements: [{Sid: New, Effect: Allow, Principal: {AWS: '111122223333'}, Action: 'ecr:ReplicateImage', Resource: '*'}]}",
  }),
)('%s is declared, and no drift where a snapshot does not say it', async (member, declared) => {
  const file = fileWith(`registry: {${declared}}`);
  const known = await runHere(['plan', '-c', file, '--registry', withMembers({})]);
  expect(known).toMatchObject({ stderr: '', code: 2 });
  const run = await runHere([
    'plan',
    '-c',
    file,
    '--registry',
    fileWith(without([member]), 'json'),
  ]);
  expect(run.stderr).toMatch(/^note: the snapshot does not say [^,]+: .*\n$/);
  expect(run.code).toBe(0);
});

test('plan on a snapshot finds what was set in the account', async () => {
  await using account = await startAccount();
  await createRepositories(account.ecr, 'platform/web');
  const resourceArn = 'arn:aws:ecr:eu-west-1:123456789012:repository/platform/web';
  const tags = [{ Key: 'owner', Value: 'team-a' }];
  await account.ecr.send(new TagResourceCommand({ resourceArn, tags }));
  await account.ecr.send(
    new CreateRepositoryCreationTemplateCommand({
      prefix: 'docker-hub',
      appliedFor: ['PULL_THROUGH_CACHE'],
    }),
  );
  const Statement = [
    {
      ...{ Sid: 'Others', Effect: 'Allow', Principal: { AWS: '111122223333' } },
      ...{ Action: 'ecr:ReplicateImage', Resource: `${resourceArn}` },
    },
  ];
  const policyText = JSON.stringify({ Version: '2012-10-17', Statement });
  await account.ecr.send(new PutRegistryPolicyCommand({ policyText }));
  const file = join(folder, 'set.json');
  await runCli(['snapshot', file], account);
  const plan = await runCli(['plan', '-c', config, '--registry', file]);
  expect(plan.stdout).toContain('~ update      docker-hub template');
  expect(plan.stdout).toContain('created manually');
  const baseline = await runCli(['baseline', '-c', config, '--registry', file]);
  expect(baseline.stdout).not.toContain('owner missing');
});
