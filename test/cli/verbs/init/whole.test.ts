import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateRepositoryCommand,
  PutAccountSettingCommand,
  PutLifecyclePolicyCommand,
  PutRegistryPolicyCommand,
  PutSigningConfigurationCommand,
  RegisterPullTimeUpdateExclusionCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { takeOver } from '../../../../shared/actions/owner.ts';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { createAsTerraform, lifecyclePolicies } from '../../../shared/proposal/as-terraform.ts';
import { createRepositories } from '../../../support/images.ts';
import { startAccount } from '../../account.ts';
import { fileWith, folder, runCli } from '../../run.ts';

let files = 0;

/** The path of a file that is not there. */
function newFile(): string {
  files += 1;
  return join(folder, `init-whole-${files}.yml`);
}

const textOf = (file: string) => readFileSync(file, 'utf8');

describe('init, of the whole registry', () => {
  test('declares all that Terraform has made, and plan shows no change', async () => {
    await using account = await startAccount();
    await createAsTerraform(account);
    const file = newFile();
    const run = await runCli(['init', '-c', file], account);
    expect(run).toMatchObject({ stderr: '', code: 0 });
    expect(run.stdout).toContain(
      '2 cache rules, 1 creation template, 2 entries for repositories, 5 settings of the registry\n',
    );
    expect(parseRegistryConfig(textOf(file))).toMatchObject({
      repositories: [
        { lifecyclePolicy: { rules: [{ description: 'Keep last 30 images' }] } },
        {
          ...{ owner: 'payments', mutabilityExclusions: ['latest*', 'dev-*'] },
          policy: { Statement: [{ Sid: 'new policy' }] },
          tags: { Environment: 'prod', terraform: 'true' },
        },
      ],
      creationTemplates: [
        { prefix: 'example', appliedFor: ['PULL_THROUGH_CACHE', 'REPLICATION'], takeOver: true },
      ],
      registry: {
        scanning: { scanType: 'ENHANCED', rules: [{}, {}] },
        replication: {
          rules: [{ destinations: [{ region: 'us-west-1' }, { region: 'us-west-2' }] }],
        },
        pullTimeUpdateExclusions: ['arn:aws:iam::123456789012:role/example-role'],
        accountSettings: { blobMounting: 'ENABLED' },
        policy: { statements: [{ Sid: 'testpolicy' }] },
      },
    });
    expect(textOf(file)).toContain('# - 1 statement of the registry policy without a Sid');
    const plan = await runCli(['plan', '-c', file], account);
    expect(plan).toMatchObject({ stderr: '', code: 0 });
    expect(plan.stdout).toContain('4 repositories as declared');
  });

  test('shows of each block what the account has and the file has not', async () => {
    await using account = await startAccount();
    await createAsTerraform(account);
    const file = fileWith(
      `repositories: [{names: [bar]}]
registry: {scanning: {scanType: ENHANCED}, accountSettings: {registryPolicyScope: V2}, policy: {statements: []}}
`,
    );
    expect(await runCli(['init', '-c', file], account)).toEqual({
      stdout: `${file} exists and stays as it is (--force replaces it).
  pullThroughCache: has no cache rules: docker-hub and ecr-public
  creationTemplates: has no templates: example
  repositories: has no entries for the settings of repositories: payments/cart, payments/checkout and payments/ledger
  registry: has no settings of the registry: replication
  registry: has no account settings: blobMounting
  registry: has no pull time update exclusions: arn:aws:iam::123456789012:role/example-role
  registry: has no statements of the registry policy: testpolicy
`,
      stderr: '',
      code: 2,
    });
  });

  test('says many repositories in a few entries: by folder, with their owners, exceptions alone', async () => {
    await using account = await startAccount();
    const { ecr } = account;
    const names = Array.from({ length: 60 }, (_, at) => `team-${at % 6}/service-${at}`);
    for (const [at, repositoryName] of names.entries()) {
      const immutable = at % 6 < 3 !== (at === 7);
      await ecr.send(
        new CreateRepositoryCommand({
          repositoryName,
          imageTagMutability: immutable ? 'IMMUTABLE' : 'MUTABLE',
          tags: [
            { Key: 'owner', Value: `team-${at % 6}` },
            { Key: 'stage', Value: 'prod' },
          ],
        }),
      );
    }
    const file = newFile();
    await runCli(['init', '-c', file], account);
    const { repositories } = parseRegistryConfig(textOf(file));
    expect(repositories).toMatchObject([
      { names: [{ source: 'team-1/service-7' }], owner: 'team-1', mutability: 'MUTABLE' },
      ...[0, 1, 2].map((at) => ({ owner: `team-${at}`, mutability: 'IMMUTABLE' })),
      ...[3, 4, 5].map((at) => ({ owner: `team-${at}`, mutability: 'MUTABLE' })),
    ]);
    expect(await runCli(['plan', '-c', file], account)).toMatchObject({ code: 0 });
  });

  test('writes a policy of several entries once', async () => {
    await using account = await startAccount();
    const { ecr } = account;
    const imageTagMutability = 'IMMUTABLE' as const;
    await ecr.send(new CreateRepositoryCommand({ repositoryName: 'a/one', imageTagMutability }));
    await createRepositories(ecr, 'b/two', 'c/three');
    for (const repositoryName of ['a/one', 'b/two', 'c/three']) {
      const lifecyclePolicyText = lifecyclePolicies.tagged;
      await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
    }
    const file = newFile();
    await runCli(['init', '-c', file], account);
    const text = textOf(file);
    expect(text.match(/Keep last 30 images/g)).toHaveLength(1);
    expect(text).toContain('    lifecyclePolicy: &lifecyclePolicy1\n');
    expect(text).toContain('    lifecyclePolicy: *lifecyclePolicy1\n');
    expect(await runCli(['plan', '-c', file], account)).toMatchObject({ stderr: '', code: 0 });
  });

  test('gives new repositories of any team no owner of another', async () => {
    await using account = await startAccount();
    for (const [team, at] of ['a', 'a', 'b', 'b', 'b'].entries()) {
      const tags = [{ Key: 'owner', Value: at }];
      const repositoryName = `folder-${team}/of-${at}`;
      await account.ecr.send(new CreateRepositoryCommand({ repositoryName, tags }));
    }
    const file = newFile();
    await runCli(['init', '-c', file], account);
    const { repositories } = parseRegistryConfig(textOf(file));
    const any = repositories.find(({ names }) => names.some(({ source }) => source === '**'));
    expect(any).toMatchObject({ mutability: 'MUTABLE' });
    expect(any).not.toHaveProperty('owner');
    expect(await runCli(['plan', '-c', file], account)).toMatchObject({ stderr: '', code: 0 });
  });

  test('leaves out the roles of the stack, and what two statements share', async () => {
    await using account = await startAccount();
    const { ecr } = account;
    await takeOver(ecr, { stack: 'ecr-steward-prod', file: 'registry.yml' });
    for (const name of ['ecr-steward-prod-walk', 'scanner']) {
      const principalArn = `arn:aws:iam::123456789012:role/${name}`;
      await ecr.send(new RegisterPullTimeUpdateExclusionCommand({ principalArn }));
    }
    const twice = { Sid: 'Twice', ...replicates };
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [twice, twice] });
    await ecr.send(new PutRegistryPolicyCommand({ policyText }));
    const file = newFile();
    const run = await runCli(['init', '-c', file], account);
    expect(run.stdout).toContain('  statements of the registry policy with the same Sid: Twice\n');
    expect(parseRegistryConfig(textOf(file)).registry).toEqual({
      prune: false,
      pullTimeUpdateExclusions: ['arn:aws:iam::123456789012:role/scanner'],
    });
  });

  test('quotes what YAML reads as something else', async () => {
    await using account = await startAccount();
    const { ecr } = account;
    for (const repositoryName of ['true', 'null/no', '1e3', '007', '0x10', '1.0', '2026-11-28']) {
      const tags = [
        { Key: 'owner', Value: repositoryName },
        { Key: '1', Value: 'yes' },
      ];
      await ecr.send(new CreateRepositoryCommand({ repositoryName, tags }));
    }
    const profile = 'arn:aws:signer:eu-west-1:123456789012:/signing-profiles/no';
    const repositoryFilters = ['*', '1e3', 'null'].map((filter) => ({
      ...{ filter, filterType: 'WILDCARD_MATCH' as const },
    }));
    const rules = [{ signingProfileArn: profile, repositoryFilters }];
    await ecr.send(new PutSigningConfigurationCommand({ signingConfiguration: { rules } }));
    const condition = { StringLike: { 'aws:PrincipalArn': ['*: #1', '- a\nb: "c"\n', 'null'] } };
    const statement = { ...replicates, Condition: condition };
    const Statement = ['0123', 'true', '1e3'].map((Sid) => ({ Sid, ...statement }));
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement });
    await ecr.send(new PutRegistryPolicyCommand({ policyText }));
    const file = newFile();
    const run = await runCli(['init', '-c', file], account);
    expect(run).toMatchObject({ stderr: '', code: 0 });
    const config = parseRegistryConfig(textOf(file));
    expect(config.registry.policy?.statements).toMatchObject(Statement);
    expect(config.repositories.flatMap(({ names }) => names)).toHaveLength(7);
    expect(await runCli(['plan', '-c', file], account)).toMatchObject({ stderr: '', code: 0 });
  });

  test('says nothing of settings that every new registry has', async () => {
    await using account = await startAccount();
    const { ecr } = account;
    await ecr.send(new PutAccountSettingCommand({ name: 'BLOB_MOUNTING', value: 'DISABLED' }));
    const file = newFile();
    const run = await runCli(['init', '-c', file], account);
    expect(run.stdout).toContain(`written ${file}: comments only\n`);
    expect(textOf(file)).not.toContain('registry:');
  });
});

const replicates = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::444455556666:root' },
  Action: 'ecr:ReplicateImage',
  Resource: 'arn:aws:ecr:eu-west-1:123456789012:repository/*',
};
