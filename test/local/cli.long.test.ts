import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { cliFor } from './command.ts';
import { startTestAws } from './start.ts';

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
});
