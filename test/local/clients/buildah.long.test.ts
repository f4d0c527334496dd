import { expect, test } from 'vitest';
import { credentials, needs, startForClients } from './program.ts';

test('buildah builds and pushes an image, and podman pulls it, without a daemon', async (ctx) => {
  needs(ctx, 'buildah');
  needs(ctx, 'podman');
  if (process.getuid?.() !== 0) ctx.skip('only root builds here without a user namespace');
  const started = await startForClients();
  const [buildah, podman] = [started.as('buildah'), started.as('podman')];
  const store = ['--root', `${started.home}/store`, '--runroot', `${started.home}/run`];
  const storage = [...store, '--storage-driver', 'vfs'];
  const login = ['--tls-verify=false', '--creds', await credentials(started)];
  const address = `docker://${started.image('1.0.0')}`;
  const container = await buildah(...storage, 'from', 'scratch');
  await buildah(...storage, 'copy', container, 'hello.txt', '/');
  await buildah(...storage, 'commit', container, 'made:1');
  await buildah(...storage, 'push', ...login, 'made:1', address);
  const [pushed] = started.aws.snapshot().imageDetails;
  expect(pushed?.imageTags).toEqual(['1.0.0']);
  await buildah(...storage, 'rmi', '--all', '--force');
  await podman(...storage, 'pull', ...login, address);
  const digest = ['inspect', '--format', '{{.Digest}}', started.image('1.0.0')];
  expect(await podman(...storage, 'image', ...digest)).toBe(pushed?.imageDigest);
});
