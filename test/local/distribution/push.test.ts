import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import {
  base,
  ociIndex,
  pushBlob,
  pushImage,
  pushParts,
  putManifest,
  refusalOf,
  type Send,
  sha,
  startRegistry,
  startUpload,
} from './client.ts';

const bytesOf = async (send: Send, digest: string) =>
  (await send('GET', `${base}/blobs/${digest}`)).text();

describe('OCI distribution 1.1, push', () => {
  test('POST and PUT upload a blob', async () => {
    const { send } = await startRegistry();
    const location = await startUpload(send);
    const digest = sha('whole');
    const put = await send('PUT', `${location}?digest=${digest}`, { body: 'whole' });
    expect(put.status).toBe(201);
    expect(put.headers.get('location')).toBe(`${base}/blobs/${digest}`);
    expect(await bytesOf(send, digest)).toBe('whole');
  });

  test('one POST with the digest uploads a blob', async () => {
    const { send } = await startRegistry();
    const path = `${base}/blobs/uploads/?digest=${sha('once')}`;
    const post = await send('POST', path, { body: 'once' });
    expect([post.status, post.headers.get('location')]).toEqual([
      201,
      `${base}/blobs/${sha('once')}`,
    ]);
    expect(await bytesOf(send, sha('once'))).toBe('once');
  });

  test('chunks with ranges add up to a blob', async () => {
    const { send } = await startRegistry();
    const location = await startUpload(send);
    const chunk = (body: string, range: string) =>
      send('PATCH', location, { body, headers: { 'content-range': range } });
    const first = await chunk('01234', '0-4');
    expect([first.status, first.headers.get('range')]).toEqual([202, '0-4']);
    expect((await chunk('56789', '5-9')).headers.get('range')).toBe('0-9');
    const status = await send('GET', location);
    expect([status.status, status.headers.get('range')]).toEqual([204, '0-9']);
    const digest = sha('0123456789ab');
    const put = { body: 'ab', headers: { 'content-range': '10-11' } };
    expect((await send('PUT', `${location}?digest=${digest}`, put)).status).toBe(201);
    expect(await bytesOf(send, digest)).toBe('0123456789ab');
  });

  test('a chunk out of order answers 416 and where to go on', async () => {
    const { send } = await startRegistry();
    const location = await startUpload(send);
    const chunk = { body: '56789', headers: { 'content-range': '5-9' } };
    const refused = await send('PATCH', location, chunk);
    expect([refused.status, refused.headers.get('location')]).toEqual([416, location]);
    expect((await send('PATCH', location, { body: '01234' })).headers.get('range')).toBe('0-4');
  });

  test('a cancelled upload is gone', async () => {
    const { send } = await startRegistry();
    const location = await startUpload(send);
    expect((await send('DELETE', location)).status).toBe(204);
    expect(await refusalOf(send('PATCH', location, { body: 'more' }))).toMatchObject({
      status: 404,
      code: 'BLOB_UPLOAD_UNKNOWN',
    });
  });

  test('a blob is mounted from a repository that has it', async () => {
    const { send, ecr } = await startRegistry();
    await ecr.send(new CreateRepositoryCommand({ repositoryName: 'team-b/other' }));
    const digest = await pushBlob(send, 'shared');
    const mount = (from: string) =>
      send('POST', `/v2/team-b/other/blobs/uploads/?mount=${digest}&from=${from}`);
    expect((await mount('team-b/nope')).status).toBe(202);
    expect((await mount('team-a/web-app')).status).toBe(201);
    expect((await send('HEAD', `/v2/team-b/other/blobs/${digest}`)).status).toBe(200);
  });

  test('PUT of a manifest by tag and by digest returns its location', async () => {
    const { send } = await startRegistry();
    const manifest = await pushParts(send, 'a');
    for (const reference of ['1.0.0', sha(manifest)]) {
      const put = await putManifest(send, reference, manifest);
      expect(put.status).toBe(201);
      expect(put.headers.get('location')).toBe(`${base}/manifests/${sha(manifest)}`);
      expect(put.headers.get('docker-content-digest')).toBe(sha(manifest));
      expect(put.headers.get('oci-subject')).toBeNull();
    }
  });

  test('PUT of an index needs its children', async () => {
    const { send } = await startRegistry();
    const child = await pushParts(send, 'child');
    const manifests = [{ mediaType: ociIndex, digest: sha(child), size: child.length }];
    const index = JSON.stringify({ schemaVersion: 2, mediaType: ociIndex, manifests });
    const putIndex = () => putManifest(send, '1.0.0', index, base, ociIndex);
    expect(await refusalOf(putIndex())).toMatchObject({ code: 'MANIFEST_BLOB_UNKNOWN' });
    await putManifest(send, sha(child), child);
    expect((await putIndex()).status).toBe(201);
  });

  test('PUT of a referrer returns its subject, even before the subject exists', async () => {
    const { send } = await startRegistry();
    const subject = { mediaType: ociIndex, digest: sha('later'), size: 5 };
    const put = await putManifest(send, 'sbom', await pushParts(send, 'sbom', { subject }));
    expect([put.status, put.headers.get('oci-subject')]).toEqual([201, sha('later')]);
  });

  test('pushing the same again changes nothing and is no error', async () => {
    const { send, aws } = await startRegistry();
    const manifest = await pushImage(send, 'a', '1.0.0');
    const before = aws.snapshot();
    expect((await putManifest(send, '1.0.0', manifest)).status).toBe(201);
    expect(aws.snapshot()).toEqual(before);
  });
});
