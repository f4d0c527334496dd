import { expect, test } from 'vitest';
import { pushImage } from '../distribution/client.ts';
import { needs, startForClients } from './program.ts';

const insecure = '--insecure';

test('crane lists, tags, copies, and pushes a layer', async (ctx) => {
  needs(ctx, 'crane');
  const { as, send, image, copy } = await startForClients();
  const crane = as('crane');
  await pushImage(send, 'a', '1.0.0');
  await crane('tag', insecure, image('1.0.0'), 'latest');
  expect(await crane('ls', insecure, image('1.0.0').replace(':1.0.0', ''))).toBe('1.0.0\nlatest');
  await crane('copy', insecure, image('1.0.0'), copy('1.0.0'));
  const digest = await crane('digest', insecure, image('1.0.0'));
  expect(await crane('digest', insecure, copy('1.0.0'))).toBe(digest);
  await crane(
    'append',
    insecure,
    '--oci-empty-base',
    '--new_layer',
    'hello.txt',
    '-t',
    copy('2.0.0'),
  );
  const manifest = JSON.parse(await crane('manifest', insecure, copy('2.0.0')));
  expect(manifest.layers).toHaveLength(1);
});

test('crane shows that the registry API does not delete manifests', async (ctx) => {
  needs(ctx, 'crane');
  const { as, send, image } = await startForClients();
  const crane = as('crane');
  await pushImage(send, 'a', '1.0.0');
  const removal = crane('delete', insecure, image('1.0.0'));
  await expect(removal).rejects.toThrow(/UNSUPPORTED/);
});
