import { connect } from 'node:net';
import { PutImageTagMutabilityCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { soon } from '../../support/soon.ts';
import {
  base,
  pushBlob,
  pushImage,
  pushParts,
  putManifest,
  refusalOf,
  sha,
  startRegistry,
  startUpload,
} from './client.ts';

/** Sends bytes as they are, which `fetch` would not, and answers with what comes until the connection ends. */
async function sendRaw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
  });
  socket.write(text);
  await new Promise((resolve) => socket.once('close', resolve));
  return answer;
}

describe('bad input', () => {
  test('a wrong digest leaves neither blob nor upload', async () => {
    const { send } = await startRegistry();
    const location = await startUpload(send);
    const wrong = await send('PUT', `${location}?digest=${sha('other')}`, { body: 'this' });
    expect(await refusalOf(wrong)).toMatchObject({ status: 400, code: 'DIGEST_INVALID' });
    expect((await send('GET', location)).status).toBe(404);
    for (const content of ['this', 'other']) {
      expect((await send('HEAD', `${base}/blobs/${sha(content)}`)).status).toBe(404);
    }
  });

  test('a manifest of blobs that are missing is refused with ECR’s text and leaves nothing', async () => {
    const { send, aws } = await startRegistry();
    const manifest = (await pushParts(send, 'a')).replace(sha('layer a'), sha('layer b'));
    expect(await refusalOf(putManifest(send, '1.0.0', manifest))).toEqual({
      status: 404,
      code: 'MANIFEST_BLOB_UNKNOWN',
      message: `Layers with digests '[${sha('layer b')}]' required for pushing image into repository with name 'team-a/web-app' in the registry with id '123456789012' do not exist`,
    });
    expect(aws.snapshot().imageDetails).toEqual([]);
  });

  test.each([
    ['1.0.0', 'no JSON', 400, 'MANIFEST_INVALID'],
    ['1.0.0', '{}', 400, 'MANIFEST_INVALID'],
    ['1.0.0', 'x'.repeat(4_194_305), 413, 'SIZE_INVALID'],
    ['-tag', '{}', 400, 'TAG_INVALID'],
    ['a'.repeat(129), '{}', 400, 'TAG_INVALID'],
    ['sha256:abc', '{}', 400, 'DIGEST_INVALID'],
  ])('PUT of the manifest %s is refused', async (reference, body, status, code) => {
    const { send } = await startRegistry();
    expect(await refusalOf(putManifest(send, reference, body))).toMatchObject({ status, code });
  });

  test('a manifest under the digest of another is refused', async () => {
    const { send } = await startRegistry();
    const refused = putManifest(send, sha('other'), await pushParts(send, 'a'));
    expect(await refusalOf(refused)).toMatchObject({ status: 400, code: 'DIGEST_INVALID' });
  });

  test('a layer that is too large is refused before it comes', async () => {
    const { send, aws } = await startRegistry();
    const location = await startUpload(send);
    const token = `Basic ${Buffer.from('AWS:x').toString('base64')}`;
    const head = (auth: string) =>
      `PATCH ${location} HTTP/1.1\r\nhost: x\r\nauthorization: ${auth}\r\ncontent-length: 54525952001\r\n\r\nabc`;
    expect(await sendRaw(aws.port, head(token))).toContain('401 Unauthorized');
    const open = await startRegistry({ auth: false });
    const there = await startUpload(open.send);
    const answer = await sendRaw(open.aws.port, head(token).replace(location, there));
    expect(answer).toContain('413 Payload Too Large');
    expect(answer).toContain("'Member must have value less than or equal to 54525952000'");
  });

  test.each([
    ['/v2/team-a/../web-app/manifests/1', 400, 'NAME_INVALID'],
    ['/v2/team-a%2Fweb-app/manifests/1', 400, 'NAME_INVALID'],
    ['/v2/team-a/%2e%2e/web-app/manifests/1', 400, 'NAME_INVALID'],
    ['/v2/Team-A/web-app/manifests/1', 400, 'NAME_INVALID'],
    ['/v2/team-a//web-app/manifests/1', 400, 'NAME_INVALID'],
    ['/v2/team-a/web-app/manifests/..%2F..%2Fetc', 404, 'MANIFEST_UNKNOWN'],
    ['/v2/team-a/web-app/blobs/sha256:..%2F..%2Fetc', 400, 'DIGEST_INVALID'],
    ['/v2/team-a/web-app/blobs/uploads/..%2F..', 404, 'BLOB_UPLOAD_UNKNOWN'],
    ['/v2/team-a/web-app/nonsense', 404, 'UNSUPPORTED'],
  ])('the path %s is refused', async (path, status, code) => {
    const { aws } = await startRegistry({ auth: false });
    const request = `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`;
    const answer = await sendRaw(aws.port, request);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toContain(`"code":"${code}"`);
  });

  test('an upload that is cut leaves nothing to see', async () => {
    const { send, aws } = await startRegistry({ auth: false });
    const location = await startUpload(send);
    const digest = sha('half of it');
    const head = `PUT ${location}?digest=${digest} HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf`;
    const socket = connect(aws.port, '127.0.0.1');
    socket.write(head);
    const progress = async () => (await send('GET', location)).headers.get('range');
    await soon(async () => expect(await progress()).toBe('0-3'));
    socket.destroy();
    await soon(async () => expect((await send('GET', location)).status).toBe(404));
    expect((await send('HEAD', `${base}/blobs/${digest}`)).status).toBe(404);
    await pushBlob(send, 'half of it');
  });

  test('of two pushes of one tag at once both succeed, and the tag is on one image', async () => {
    const { send, aws } = await startRegistry();
    const manifests = await Promise.all([pushParts(send, 'a'), pushParts(send, 'b')]);
    const pushes = await Promise.all(manifests.map((it) => putManifest(send, 'latest', it)));
    expect(pushes.map(({ status }) => status)).toEqual([201, 201]);
    const tags = aws.snapshot().imageDetails.map((image) => image.imageTags ?? []);
    expect(tags.toSorted()).toEqual([[], ['latest']]);
  });

  test('an immutable tag takes no push, not even of its own image, in the words of ECR', async () => {
    const { send, ecr } = await startRegistry();
    const manifest = await pushImage(send, 'a', '1.0.0');
    const imageTagMutability = 'IMMUTABLE';
    const setting = { repositoryName: 'team-a/web-app', imageTagMutability } as const;
    await ecr.send(new PutImageTagMutabilityCommand(setting));
    const refused = await refusalOf(putManifest(send, '1.0.0', manifest));
    const other = await pushParts(send, 'b');
    expect(await refusalOf(putManifest(send, '1.0.0', other))).toEqual(refused);
    expect(refused).toEqual({
      status: 400,
      code: 'TAG_INVALID',
      message:
        "The image tag '1.0.0' already exists in the 'team-a/web-app' repository and cannot be overwritten because the tag is immutable.",
    });
  });

  test('manifests and blobs cannot be deleted', async () => {
    const { send } = await startRegistry();
    const manifest = await pushImage(send, 'a', '1.0.0');
    for (const path of [`manifests/${sha(manifest)}`, `blobs/${sha('layer a')}`]) {
      const refused = await refusalOf(send('DELETE', `${base}/${path}`));
      expect(refused).toMatchObject({ status: 405, code: 'UNSUPPORTED' });
      expect((await send('HEAD', `${base}/${path}`)).status).toBe(200);
    }
  });
});
