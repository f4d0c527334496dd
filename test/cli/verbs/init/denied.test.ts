import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreatePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { createRepositories, push } from '../../../support/images.ts';
import { startAccount } from '../../account.ts';
import { folder, runCli } from '../../run.ts';

let files = 0;

/** The path of a file that is not there. */
function newFile(): string {
  files += 1;
  return join(folder, `init-denied-${files}.yml`);
}

const textOf = (file: string) => readFileSync(file, 'utf8');

describe('init, where AWS refuses something', () => {
  test.each([
    ['DescribeRegistry', 'the registry: access denied'],
    ['DescribePullThroughCacheRules', 'the cache rules: access denied'],
    ['DescribeRepositoryCreationTemplates', 'the repository creation templates: access denied'],
    ['GetRegistryPolicy', 'the registry policy: access denied'],
    ['GetRegistryScanningConfiguration', 'the scanning configuration of the registry: access'],
    ['DescribeRepositories', 'the repositories: access denied'],
    ['DescribeImages', 'the images of quay.io/a/b, team/api and team/web: access denied'],
    ['GetLifecyclePolicy', 'the lifecycle policies of quay.io/a/b, team/api and team/web: access'],
    [
      'GetRepositoryPolicy',
      'the repository policies of quay.io/a/b, team/api and team/web: access',
    ],
    ['ListTagsForResource', 'the resource tags of quay.io/a/b, team/api and team/web: access'],
    ['BatchGetRepositoryScanningConfiguration', 'what the registry scans: access denied'],
    ['GetSigningConfiguration', 'the signing configuration of the registry: access denied'],
    ['ListPullTimeUpdateExclusions', 'the pull time update exclusions: access denied'],
    ['GetAccountSetting', 'the account setting blobMounting: access denied'],
  ])('without the right to %s the file is valid and says so', async (operation, said) => {
    await using account = await startAccount();
    const { aws, ecr, env } = account;
    const rule = { ecrRepositoryPrefix: 'quay.io', upstreamRegistryUrl: 'quay.io' };
    await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
    await createRepositories(ecr, 'team/web', 'team/api', 'quay.io/a/b');
    for (const tag of ['1.0.0', '1.1.0', '1.2.0']) await push(ecr, 'team/web', [tag]);
    aws.faults.set([{ operations: [`ecr:${operation}`], error: 'AccessDeniedException' }]);
    const file = newFile();
    const run = await runCli(['init', '-c', file], { env });
    expect(run.code).toBe(1);
    expect(run.stderr).toContain(`error: could not be read: ${said}`);
    const oneLine = textOf(file).replaceAll('\n# ', ' ');
    expect(oneLine).toContain(`COULD NOT BE READ: ${said}`);
    aws.faults.clear();
    const again = await runCli(['plan', '-c', file], { env });
    expect(again).toMatchObject({ stderr: '', code: 0 });
  });

  test('without any right the file is one of comments, and valid', async () => {
    await using account = await startAccount();
    const { aws, env } = account;
    aws.faults.set([{ operations: ['*'], error: 'AccessDeniedException' }]);
    const file = newFile();
    const run = await runCli(['init', '-c', file], { env });
    expect(run.code).toBe(1);
    expect(textOf(file)).toContain('an account that is unknown');
    expect(parseRegistryConfig(textOf(file)).repositories).toEqual([]);
  });

  test('what ECR does not have in the region is no error', async () => {
    await using account = await startAccount();
    const { aws, env } = account;
    const operations = ['ecr:GetSigningConfiguration', 'ecr:GetAccountSetting'];
    aws.faults.set([{ operations, error: 'UnsupportedOperationException' }]);
    const file = newFile();
    const run = await runCli(['init', '-c', file], { env });
    expect(run).toMatchObject({ stderr: '', code: 0 });
    expect(run.stdout).toContain(
      '  the signing configuration of the registry: ECR does not have it in this region\n',
    );
    expect(textOf(file)).toContain('# - the account setting blobMounting: ECR does not have it');
  });
});
