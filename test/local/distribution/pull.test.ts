import { describe, expect, test } from 'vitest';
import { base, ociImage, pushBlob, pushImage, refusalOf, sha, startRegistry } from './client.ts';

const unknown = sha('nobody pushed this');

describe('OCI distribution 1.1, pull', () => {
  test('GET /v2/ answers a client that is logged in', async () => {
    const { send } = await startRegistry();
    const response = await send('GET', '/v2/');
    expect(response.status).toBe(200);
    expect(response.headers.get('docker-distribution-api-version')).toBe('registry/2.0');
  });

  test('GET and HEAD find a blob', async () => {
    const { send } = await startRegistry();
    const digest = await pushBlob(send, 'some bytes');
    const got = await send('GET', `${base}/blobs/${digest}`);
    const head = await send('HEAD', `${base}/blobs/${digest}`);
    expect(await got.text()).toBe('some bytes');
    for (const { status, headers } of [got, head]) {
      expect(status).toBe(200);
      expect(headers.get('docker-content-digest')).toBe(digest);
      expect(headers.get('content-length')).toBe('10');
    }
  });

  test.each([
    ['bytes=0-3', 206, 'some', 'bytes 0-3/10'],
    ['bytes=5-', 206, 'bytes', 'bytes 5-9/10'],
    ['bytes=-4', 206, 'ytes', 'bytes 6-9/10'],
    ['bytes=5-99', 206, 'bytes', 'bytes 5-9/10'],
    ['lines=1-2', 200, 'some bytes', null],
  ])('GET of a blob with the range %s answers %i', async (range, status, text, contentRange) => {
    const { send } = await startRegistry();
    const digest = await pushBlob(send, 'some bytes');
    const response = await send('GET', `${base}/blobs/${digest}`, { headers: { range } });
    expect([response.status, await response.text()]).toEqual([status, text]);
    expect(response.headers.get('content-range')).toBe(contentRange);
  });

  test('GET of a blob from behind its end answers 416', async () => {
    const { send } = await startRegistry();
    const digest = await pushBlob(send, 'some bytes');
    const headers = { range: 'bytes=10-12' };
    expect((await send('GET', `${base}/blobs/${digest}`, { headers })).status).toBe(416);
  });

  test('GET and HEAD find a manifest by tag and by digest, byte for byte', async () => {
    const { send } = await startRegistry();
    const manifest = await pushImage(send, 'a', '1.0.0');
    for (const reference of ['1.0.0', sha(manifest)]) {
      const got = await send('GET', `${base}/manifests/${reference}`, {
        headers: { accept: ociImage },
      });
      const head = await send('HEAD', `${base}/manifests/${reference}`);
      expect(await got.text()).toBe(manifest);
      for (const { status, headers } of [got, head]) {
        expect(status).toBe(200);
        expect(headers.get('content-type')).toBe(ociImage);
        expect(headers.get('docker-content-digest')).toBe(sha(manifest));
        expect(headers.get('content-length')).toBe(String(manifest.length));
      }
    }
  });

  test.each([
    [`${base}/blobs/${unknown}`, 'BLOB_UNKNOWN'],
    [`${base}/manifests/nope`, 'MANIFEST_UNKNOWN'],
    [`${base}/manifests/${unknown}`, 'MANIFEST_UNKNOWN'],
    [`/v2/team-a/nope/manifests/1.0.0`, 'NAME_UNKNOWN'],
    [`/v2/team-a/nope/blobs/${unknown}`, 'NAME_UNKNOWN'],
  ])('GET %s answers 404 %s', async (path, code) => {
    const { send } = await startRegistry();
    expect(await refusalOf(send('GET', path))).toMatchObject({ status: 404, code });
    expect((await send('HEAD', path)).status).toBe(404);
  });

  test('a blob is there in the repositories that it was pushed to, and in no other', async () => {
    const { send, ecr } = await startRegistry();
    const { CreateRepositoryCommand } = await import('@aws-sdk/client-ecr');
    await ecr.send(new CreateRepositoryCommand({ repositoryName: 'team-b/other' }));
    const digest = await pushBlob(send, 'mine');
    const elsewhere = await send('GET', `/v2/team-b/other/blobs/${digest}`);
    expect(await refusalOf(elsewhere)).toMatchObject({ code: 'BLOB_UNKNOWN' });
  });
});
