import {
  DescribeImagesCommand,
  GetLifecyclePolicyCommand,
  PutLifecyclePolicyCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { deployedFrom, startAccount } from '../account.ts';
import { fileWith, jsonOf, runCli, sampleFile } from '../run.ts';

const yml = (more = 'action: enforce') => `shield: [{repositories: ['platform/**'], ${more}}]`;
const repositoryName = 'platform/web';
const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

const policy = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      description: 'two weeks',
      selection: {
        ...{ tagStatus: 'untagged', countType: 'sinceImagePushed' },
        ...{ countUnit: 'days', countNumber: 14 },
      },
      action: { type: 'expire' },
    },
  ],
});

/** A service that runs the digest of an image whose tag has moved on. */
async function startDeployed() {
  const old = manifest('old');
  const digest = (await import('../../local/images.ts')).digestOf(old);
  const services = [{ cluster: 'prod', name: 'web', images: [`${host}/platform/web@${digest}`] }];
  const account = await startAccount({ uses: { services } });
  const { ecr } = account;
  await createRepositories(ecr, repositoryName);
  await push(ecr, repositoryName, ['latest'], old);
  await push(ecr, repositoryName, ['latest'], manifest('new'));
  await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText: policy }));
  const tag = `in-use-${digest.slice(7, 19)}`;
  const tags = async () => {
    const input = { repositoryName, imageIds: [{ imageDigest: digest }] };
    const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand(input));
    return imageDetails[0]?.imageTags ?? [];
  };
  return { account, digest, tag, tags };
}

describe('shield', () => {
  test('shows what runs and is not kept, changes nothing, and exits 2', async () => {
    const { account, digest, tag, tags } = await startDeployed();
    await using _ = account;
    const run = await runCli(['shield', '-c', fileWith(yml())], { env: account.env });
    expect(run).toMatchObject({
      code: 2,
      stdout: `platform/web
  enforce the first rule of the lifecycle policy does not keep in-use-*
  enforce ${digest} gets the tag ${tag}: ECS service prod/web runs it, as ${digest}

1 image in use: 0 kept, 1 not.
--enforce would make 2 changes.
`,
    });
    expect(await tags()).toEqual([]);
  });

  test('--enforce gives the tag and puts the rule; undo takes the rule out again', async () => {
    const { account, digest, tag, tags } = await startDeployed();
    await using _ = account;
    const { ecr, env } = account;
    const file = fileWith(yml());
    await deployedFrom(account, file);
    const args = ['shield', repositoryName, '-c', file];
    const run = await runCli([...args, '--enforce', '--yes'], { env });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/done platform\/web: the first rule .* \(to undo this: undo \S+\)/);
    expect(await tags()).toEqual([tag]);
    const again = await runCli([...args, '--json'], { env });
    expect(again.code).toBe(0);
    expect(jsonOf(again)).toEqual({ kept: 1, steps: [], unknown: [], unread: [] });
    const [rule = '', give = ''] = [...run.stdout.matchAll(/undo (\d\S+)\)/g)].map(([, id]) => id);
    const undone = await runCli(['undo', give, '-c', file, '--yes'], { env });
    expect(undone.code).toBe(1);
    expect(undone.stderr).toContain(`ECR would delete the image with ${tag}, its last tag`);
    expect((await runCli(['undo', rule, '-c', file, '--yes'], { env })).code).toBe(0);
    const now = await ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
    expect(now.lifecyclePolicyText).toBe(policy);
    expect(await tags()).toEqual([tag]);
    expect(digest).toContain(tag.slice(7));
  });

  test('shows the rule that Terraform has to add', async () => {
    const { account } = await startDeployed();
    await using _ = account;
    const file = fileWith(yml('action: enforce, rule: expect'));
    const run = await runCli(['shield', '-c', file], { env: account.env });
    expect(run.code).toBe(2);
    expect(run.stdout).toContain(
      'add it where the policy is made: {"rulePriority":1,"description":"ecr-steward: what runs stays (in-use-*)"',
    );
  });

  test('says so where a source cannot be read, and exits 2', async () => {
    const { account } = await startDeployed();
    await using _ = account;
    const error = 'AccessDeniedException';
    account.aws.faults.set([{ operations: ['ecs:ListClusters'], error }]);
    const run = await runCli(['shield', '-c', fileWith(yml())], { env: account.env });
    expect(run.code).toBe(2);
    expect(run.stdout).toMatch(/^unknown what ecs runs: access denied/m);
  });

  test('on a snapshot says that nothing is known of what runs', async () => {
    const args = ['shield', '-c', fileWith(yml()), '--registry', sampleFile];
    const run = await runCli(args);
    expect(run).toMatchObject({ code: 0, stdout: '0 images in use: 0 kept, 0 not.\n' });
    expect(run.stderr).toContain('note: a snapshot does not say what runs');
  });

  test('says so where nothing is declared', async () => {
    const run = await runCli(['shield', '-c', fileWith('shield: []'), '--registry', sampleFile]);
    expect(run.stdout).toContain('has no rules in shield:, so nothing is checked.');
  });
});
