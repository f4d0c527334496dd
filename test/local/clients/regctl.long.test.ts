import { expect, test } from 'vitest';
import { pushImage } from '../distribution/client.ts';
import { needs, startForClients } from './program.ts';

test('regctl lists, copies, and makes an index of an image', async (ctx) => {
  needs(ctx, 'regctl');
  const { as, send, image, copy, host } = await startForClients();
  const regctl = as('regctl');
  await pushImage(send, 'a', '1.0.0');
  await regctl('registry', 'set', '--tls', 'disabled', host);
  await regctl('image', 'copy', image('1.0.0'), copy('1.0.0'));
  const [repository = ''] = copy('1.0.0').split(':1.0.0');
  expect(await regctl('tag', 'ls', repository)).toBe('1.0.0');
  const child = await regctl('image', 'digest', copy('1.0.0'));
  expect(await regctl('image', 'digest', image('1.0.0'))).toBe(child);
  await regctl('index', 'create', copy('all'), '--digest', child, '--desc-platform', 'linux/arm64');
  const index = JSON.parse(await regctl('manifest', 'get', '--format', 'raw-body', copy('all')));
  expect(index.manifests).toMatchObject([
    { digest: child, platform: { os: 'linux', architecture: 'arm64' } },
  ]);
});
