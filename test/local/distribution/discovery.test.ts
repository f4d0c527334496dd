import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import {
  base,
  ociImage,
  ociIndex,
  pushImage,
  pushParts,
  putManifest,
  refusalOf,
  type Send,
  sha,
  startRegistry,
} from './client.ts';

/** Follows `Link` to the end. @returns what every page holds */
async function pages(send: Send, path: string, member: 'tags' | 'repositories') {
  const all: string[][] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const response: Response = await send('GET', next);
    all.push(((await response.json()) as Record<string, string[]>)[member] ?? []);
    next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  }
  return all;
}

describe('OCI distribution 1.1, content discovery', () => {
  test('tags are listed in order, in pages, and from a tag on', async () => {
    const { send } = await startRegistry();
    for (const tag of ['b', 'a', 'D', 'c']) await pushImage(send, 'x', tag);
    const all = await send('GET', `${base}/tags/list`);
    expect(await all.json()).toEqual({ name: 'team-a/web-app', tags: ['D', 'a', 'b', 'c'] });
    expect(await pages(send, `${base}/tags/list?n=2`, 'tags')).toEqual([
      ['D', 'a'],
      ['b', 'c'],
    ]);
    expect(await pages(send, `${base}/tags/list?n=1&last=a`, 'tags')).toEqual([['b'], ['c']]);
    expect(await pages(send, `${base}/tags/list?n=0`, 'tags')).toEqual([[]]);
  });

  test('repositories are listed in pages of 100 unless asked otherwise', async () => {
    const { send, ecr } = await startRegistry();
    const names = Array.from({ length: 100 }, (_, n) => `team-b/r${100 + n}`);
    for (const repositoryName of names)
      await ecr.send(new CreateRepositoryCommand({ repositoryName }));
    const listed = await pages(send, '/v2/_catalog', 'repositories');
    expect(listed.map((page) => page.length)).toEqual([100, 1]);
    expect(listed.flat()).toEqual(['team-a/web-app', ...names]);
    expect(await pages(send, '/v2/_catalog?n=1000', 'repositories')).toHaveLength(1);
  });

  test.each([['/v2/_catalog'], [`${base}/tags/list`]])(
    '%s refuses more than 1,000 in the words of ECR',
    async (path) => {
      const { send } = await startRegistry();
      expect(await refusalOf(send('GET', `${path}?n=10000`))).toMatchObject({
        code: 'UNSUPPORTED',
        message:
          "Invalid parameter at 'maxResults' failed to satisfy constraint: 'Member must have value less than or equal to 1000'",
      });
    },
  );

  test('referrers are listed as an index, and by type', async () => {
    const { send } = await startRegistry();
    const image = await pushImage(send, 'app', '1.0.0');
    const subject = { mediaType: ociImage, digest: sha(image), size: image.length };
    const annotations = { by: 'test' };
    const sbom = { subject, artifactType: 'application/spdx+json', annotations };
    const signature = { subject, artifactType: 'application/vnd.cosign' };
    const manifest = await pushParts(send, 'sbom', sbom);
    await putManifest(send, sha(manifest), manifest);
    await pushImage(send, 'signature', 'signature', base, signature);
    const path = `${base}/referrers/${sha(image)}`;
    const all = await send('GET', path);
    expect(all.headers.get('content-type')).toBe(ociIndex);
    expect(((await all.json()) as { manifests: unknown[] }).manifests).toHaveLength(2);
    const some = await send('GET', `${path}?artifactType=application/spdx%2Bjson`);
    expect(some.headers.get('oci-filters-applied')).toBe('artifactType');
    expect(((await some.json()) as { manifests: unknown[] }).manifests).toEqual([
      {
        mediaType: ociImage,
        digest: sha(manifest),
        size: manifest.length,
        artifactType: 'application/spdx+json',
        annotations,
      },
    ]);
  });

  test('an image that is not there has no referrers', async () => {
    const { send } = await startRegistry();
    const none = await send('GET', `${base}/referrers/${sha('nothing')}`);
    expect([none.status, await none.json()]).toEqual([
      200,
      { schemaVersion: 2, mediaType: ociIndex, manifests: [] },
    ]);
  });
});
