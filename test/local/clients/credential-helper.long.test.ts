import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { base, pushImage, startRegistry } from '../distribution/client.ts';
import { needs } from './program.ts';

const program = 'docker-credential-ecr-login';

/** What Docker asks the helper, and what that answers. @throws with its word when it has no login for the host */
async function ask(endpoint: string, home: string, host: string): Promise<string> {
  const env = {
    ...{ PATH: process.env.PATH, HOME: home, AWS_ECR_DISABLE_CACHE: 'true' },
    ...{ AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' },
  };
  return new Promise((resolve, reject) => {
    const child = execFile(program, ['get'], { env }, (error, stdout) => {
      if (error) reject(new Error(stdout));
      else resolve(stdout);
    });
    child.stdin?.end(host);
  });
}

test('docker-credential-ecr-login gets a token for the host of each region, which pulls', async (ctx) => {
  needs(ctx, program);
  const { aws, send } = await startRegistry({ proxyEndpoint: 'ecr' });
  const manifest = await pushImage(send, 'a', '1.0.0');
  const home = await temporaryFolder();
  const pullIn = async (region: string) => {
    const host = `123456789012.dkr.ecr.${region}.amazonaws.com`;
    const { Username, Secret } = JSON.parse(await ask(aws.endpoint, home, host));
    const authorization = `Basic ${Buffer.from(`${Username}:${Secret}`).toString('base64')}`;
    return fetch(`${aws.endpoint}${base}/manifests/1.0.0`, { headers: { authorization } });
  };
  expect(await (await pullIn('eu-west-1')).text()).toBe(manifest);
  expect((await pullIn('us-west-2')).status).toBe(404);
});

test('docker-credential-ecr-login takes no token with an address of this machine', async (ctx) => {
  needs(ctx, program);
  const { aws } = await startRegistry();
  const home = await temporaryFolder();
  const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
  await expect(ask(aws.endpoint, home, host)).rejects.toThrow('credentials not found');
});
