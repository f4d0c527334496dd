import { join } from 'node:path';
import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import { startDockerRegistry } from '../../support/docker-registry.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { base, pushImage, type Send, sha, startRegistry } from '../distribution/client.ts';
import { cached, pushIndex, startCache } from '../pull-through/cache.ts';
import { credentials, needs, run } from './program.ts';

/** An image's address as skopeo takes it. */
const at = (endpoint: string, name: string) => `docker://${new URL(endpoint).host}/${name}`;

const anonymously = (endpoint: string): Send => {
  return (method, path, { body, headers = {} } = {}) =>
    fetch(new URL(path, endpoint), { method, headers, ...(body && { body: Buffer.from(body) }) });
};

test('skopeo pushes, lists, inspects and pulls', async (ctx) => {
  needs(ctx, 'skopeo');
  const registry = await startRegistry();
  const manifest = await pushImage(registry.send, 'a', '1.0.0');
  const folder = await temporaryFolder();
  const creds = await credentials(registry);
  const image = (tag: string) => at(registry.aws.endpoint, `team-a/web-app:${tag}`);
  const from = ['--src-tls-verify=false', '--src-creds', creds];
  const to = ['--dest-tls-verify=false', '--dest-creds', creds];
  await run('skopeo', ['copy', ...from, image('1.0.0'), `dir:${folder}`]);
  await run('skopeo', ['copy', ...to, `dir:${folder}`, image('copied')]);
  const login = ['--tls-verify=false', '--creds', creds];
  const name = at(registry.aws.endpoint, 'team-a/web-app');
  const { stdout } = await run('skopeo', ['list-tags', ...login, name]);
  expect(JSON.parse(stdout).Tags).toEqual(['1.0.0', 'copied']);
  const raw = await run('skopeo', ['inspect', '--raw', ...login, image('copied')]);
  expect(raw.stdout).toBe(manifest);
});

test('skopeo copies an index with all its children to another repository', async (ctx) => {
  needs(ctx, 'skopeo');
  const registry = await startRegistry();
  const { index, children } = await pushIndex(registry.send, '1.0.0');
  const repositoryName = 'team-b/copy';
  await registry.ecr.send(new CreateRepositoryCommand({ repositoryName }));
  const creds = await credentials(registry);
  const from = ['--src-tls-verify=false', '--src-creds', creds];
  const to = ['--dest-tls-verify=false', '--dest-creds', creds];
  const [source, target] = ['team-a/web-app:1.0.0', `${repositoryName}:1.0.0`].map((name) =>
    at(registry.aws.endpoint, name),
  );
  await run('skopeo', [
    'copy',
    '--all',
    '--preserve-digests',
    ...from,
    ...to,
    source ?? '',
    target ?? '',
  ]);
  const copies = registry.aws
    .snapshot()
    .imageDetails.filter((image) => image.repositoryName === repositoryName);
  expect(copies.map((image) => image.imageDigest).toSorted()).toEqual(
    [index, ...children].map(sha).toSorted(),
  );
});

test('skopeo shows the errors of ECR', async (ctx) => {
  needs(ctx, 'skopeo');
  const registry = await startRegistry();
  const inspect = (name: string, creds: string) => {
    const image = at(registry.aws.endpoint, name);
    return run('skopeo', ['inspect', '--tls-verify=false', '--creds', creds, image]);
  };
  const creds = await credentials(registry);
  await expect(inspect('team-a/nope:1', creds)).rejects.toThrow(
    "name unknown: The repository with name 'team-a/nope' does not exist in the registry with id '123456789012'",
  );
  await expect(inspect('team-a/web-app:1', creds)).rejects.toThrow(
    'manifest unknown: Requested image not found',
  );
  await expect(inspect('team-a/web-app:1', 'AWS:wrong')).rejects.toThrow(/unauthorized/);
});

test('an image of docker-registry is cached, and skopeo pulls it with the upstream gone', async (ctx) => {
  needs(ctx, 'skopeo');
  needs(ctx, 'docker-registry');
  const upstream = await startDockerRegistry();
  const manifest = await pushOld(anonymously(upstream.endpoint));
  const cache = await startCache(upstream.endpoint);
  const image = at(cache.aws.endpoint, 'quay/team-a/web-app:1.0.0');
  const creds = await credentials(cache);
  const pull = async () => {
    const folder = await temporaryFolder();
    const from = ['--src-tls-verify=false', '--src-creds', creds];
    await run('skopeo', ['copy', ...from, image, `dir:${folder}`]);
    return join(folder, 'manifest.json');
  };
  await pull();
  upstream.stop();
  expect(await pull()).toMatch(/manifest.json$/);
  const head = await cache.send('HEAD', `${cached}/manifests/1.0.0`);
  expect(head.headers.get('docker-content-digest')).toBe(sha(manifest));
});

/** Pushes in two steps, POST and PUT: docker-registry 2.8 takes no blob in one POST. */
async function pushOld(send: Send): Promise<string> {
  const inTwoSteps: Send = async (method, path, options = {}) => {
    const [, query] = /\/blobs\/uploads\/\?(digest=.+)$/.exec(path) ?? [];
    if (query === undefined) return send(method, path, options);
    const location = (await send('POST', `${base}/blobs/uploads/`)).headers.get('location') ?? '';
    return send('PUT', `${location}&${query}`, options);
  };
  return pushImage(inTwoSteps, 'a', '1.0.0');
}
