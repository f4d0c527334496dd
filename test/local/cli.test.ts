import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { cliFor } from './command.ts';
import { manifest } from './images.ts';
import { startTestAws } from './start.ts';

test('the AWS CLI works a day in this AWS', async (ctx) => {
  if (spawnSync('aws', ['--version']).status !== 0) ctx.skip('there is no AWS CLI on this machine');
  const { aws: local } = await startTestAws();
  const aws = cliFor(local.endpoint);
  expect(await aws('sts', 'get-caller-identity')).toMatchObject({ Account: '123456789012' });
  const name = ['--repository-name', 'team-a/web'];
  await aws('ecr', 'create-repository', ...name);
  await aws('ecr', 'put-image', ...name, '--image-tag', '1', '--image-manifest', manifest('a'));
  expect(await aws('ecr', 'describe-images', ...name)).toMatchObject({
    imageDetails: [{ imageTags: ['1'], imageSizeInBytes: 1000 }],
  });
  const secret = ['secretsmanager', 'create-secret', '--name', 'ecr-pullthroughcache/hub'];
  const { ARN } = await aws(...secret, '--secret-string', '{"username":"u","accessToken":"t"}');
  const prefix = ['--ecr-repository-prefix', 'docker.io'];
  const upstream = ['--upstream-registry-url', 'registry-1.docker.io', '--credential-arn', ARN];
  await aws('ecr', 'create-pull-through-cache-rule', ...prefix, ...upstream);
  const validated = await aws('ecr', 'validate-pull-through-cache-rule', ...prefix);
  expect(validated).toMatchObject({ isValid: true, credentialArn: ARN });
  await expect(aws('ecr', 'delete-repository', ...name)).rejects.toThrow(
    'RepositoryNotEmptyException',
  );
}, 30_000);

test('the AWS CLI presigns addresses of objects that anyone can read', async (ctx) => {
  if (spawnSync('aws', ['--version']).status !== 0) ctx.skip('there is no AWS CLI on this machine');
  const { aws: local } = await startTestAws();
  const aws = cliFor(local.endpoint);
  await aws('s3', 'mb', 's3://inventory');
  const object = ['--bucket', 'inventory', '--key', 'today.json', '--body', import.meta.filename];
  await aws('s3api', 'put-object', ...object);
  const address = await aws('s3', 'presign', 's3://inventory/today.json');
  const response = await fetch(address);
  expect(await response.text()).toContain('presigns addresses');
}, 30_000);
