import { expect, test } from 'vitest';
import { needs, startForClients } from './program.ts';

const insecure = '--plain-http';

test('oras pushes an artifact, attaches a signature to it, finds both and pulls', async (ctx) => {
  needs(ctx, 'oras');
  const { as, image } = await startForClients();
  const oras = as('oras');
  const type = ['--artifact-type', 'application/vnd.example.thing'];
  await oras('push', insecure, ...type, image('thing'), 'hello.txt');
  const signature = ['--artifact-type', 'application/vnd.example.signature'];
  await oras('attach', insecure, ...signature, image('thing'), 'hello.txt');
  const found = await oras('discover', insecure, '--format', 'json', image('thing'));
  expect(JSON.parse(found).referrers).toMatchObject([
    { artifactType: 'application/vnd.example.signature' },
  ]);
  await oras('pull', insecure, '--output', 'pulled', image('thing'));
  const manifest = await oras('manifest', 'fetch', insecure, image('thing'));
  expect(JSON.parse(manifest).artifactType).toBe('application/vnd.example.thing');
});

test('oras copies an artifact with its referrers', async (ctx) => {
  needs(ctx, 'oras');
  const { as, image, copy } = await startForClients();
  const oras = as('oras');
  await oras('push', insecure, image('thing'), 'hello.txt');
  const type = ['--artifact-type', 'application/vnd.example.signature'];
  await oras('attach', insecure, ...type, image('thing'), 'hello.txt');
  const both = ['--from-plain-http', '--to-plain-http'];
  await oras('copy', ...both, '--recursive', image('thing'), copy('thing'));
  const found = await oras('discover', insecure, '--format', 'json', copy('thing'));
  expect(JSON.parse(found).referrers).toHaveLength(1);
});

test('oras shows that a repository does not exist', async (ctx) => {
  needs(ctx, 'oras');
  const { as, host } = await startForClients();
  const oras = as('oras');
  const push = oras('push', insecure, `${host}/team-c/nope:1`, 'hello.txt');
  await expect(push).rejects.toThrow(/repository with name 'team-c\/nope' does not exist/);
});
