import { expect, test } from 'vitest';
import { manifestReader } from '../../../../shared/cache/warm/manifests.ts';
import { startTestAws } from '../../../local/start.ts';

/** What is read of a registry that answers with this manifest. */
async function read(text: string, headers: Record<string, string> = {}) {
  const { aws, ecr } = await startTestAws();
  const asked: (string | undefined)[] = [];
  aws.mount('/v2/', (request, response) => {
    asked.push(request.url, request.headers.accept);
    response.writeHead(200, headers).end(text);
  });
  const reader = await manifestReader(ecr, () => Number.POSITIVE_INFINITY);
  const manifest = await reader.read('hub/library/redis', '7');
  return { manifest, asked, host: reader.host, endpoint: aws.endpoint };
}

const digest = 'sha256:a';

test('the manifest is asked for as a node does, an index too', async () => {
  const { asked, host, endpoint, manifest } = await read('{}', { 'docker-content-digest': digest });
  expect(asked[0]).toBe('/v2/hub/library/redis/manifests/7');
  expect(asked[1]).toContain('application/vnd.oci.image.index.v1+json');
  expect(host).toBe(new URL(endpoint).host);
  expect(manifest).toEqual({ digest, children: undefined });
});

test.each(['', 'no JSON', '[]', '{"manifests": "x"}'])('%j is no index', async (text) => {
  const { manifest } = await read(text);
  expect(manifest).toEqual({ digest: undefined, children: undefined });
});

test.each<[object | undefined, string | undefined]>([
  [{ os: 'linux', architecture: 'amd64' }, 'linux/amd64'],
  [{ os: 'linux', architecture: 'arm', variant: 'v7' }, 'linux/arm/v7'],
  [{ os: 'linux', architecture: 'arm64', variant: '' }, 'linux/arm64'],
  [{ os: 'unknown', architecture: 'unknown' }, undefined],
  [{ os: 'linux' }, undefined],
  [{ architecture: 'amd64' }, undefined],
  [{ os: '', architecture: 'amd64' }, undefined],
  [undefined, undefined],
])('an image of an index for %j is of the platform %s', async (platform, expected) => {
  const children = [{ digest, platform }, { platform }];
  const { manifest } = await read(JSON.stringify({ manifests: children }));
  expect(manifest.children).toEqual([{ digest, platform: expected }]);
});
