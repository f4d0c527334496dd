import { BatchGetImageCommand, DescribeImagesCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import type { AwsEvent } from '../../../local/events/event.ts';
import { manifest, put, repositoryName } from '../images.ts';
import { imageOf, snapshotOf } from '../snapshots.ts';
import { startTestAws } from '../start.ts';
import { base, login, pushImage, refusalOf, sha, startRegistry } from './client.ts';

describe('one registry behind two APIs', () => {
  test('a push is seen in DescribeImages, and a pull in lastRecordedPullTime', async () => {
    const { send, ecr } = await startRegistry();
    const pushed = await pushImage(send, 'a', '1.0.0');
    const describeImages = () => ecr.send(new DescribeImagesCommand({ repositoryName }));
    const { imageDetails: [image] = [] } = await describeImages();
    expect(image).toMatchObject({ imageDigest: sha(pushed), imageTags: ['1.0.0'] });
    expect(image?.lastRecordedPullTime).toBeUndefined();
    await send('GET', `${base}/manifests/1.0.0`);
    const { imageDetails: [pulled] = [] } = await describeImages();
    expect(pulled?.lastRecordedPullTime).toBeInstanceOf(Date);
  });

  test('a push sends the events of PutImage, made by ECR for the owner of the token', async () => {
    const { send, aws } = await startRegistry();
    const events: AwsEvent[] = [];
    aws.bus.subscribe((event) => events.push(event));
    const pushed = await pushImage(send, 'a', '1.0.0');
    expect(events.map((event) => event['detail-type'])).toEqual([
      'ECR Image Action',
      'AWS API Call via CloudTrail',
    ]);
    expect(events[0]?.detail).toMatchObject({ 'image-digest': sha(pushed), 'image-tag': '1.0.0' });
    expect(events[1]?.detail).toMatchObject({
      eventName: 'PutImage',
      userIdentity: { accessKeyId: 'test', invokedBy: 'ecr.amazonaws.com' },
      sourceIPAddress: 'ecr.amazonaws.com',
      requestParameters: { repositoryName, imageTag: '1.0.0' },
    });
  });

  test('an image of PutImage has its manifest, and no blobs', async () => {
    const { send, ecr } = await startRegistry();
    await put(ecr, manifest('a'), '1.0.0');
    const got = await send('GET', `${base}/manifests/1.0.0`);
    expect(await got.text()).toBe(manifest('a'));
    const [layer = ''] = /sha256:[0-9a-f]{64}/.exec(manifest('a')) ?? [];
    expect((await send('GET', `${base}/blobs/${layer}`)).status).toBe(404);
  });

  test('a pushed image is got by BatchGetImage', async () => {
    const { send, ecr } = await startRegistry();
    const pushed = await pushImage(send, 'a', '1.0.0');
    const imageIds = [{ imageTag: '1.0.0' }];
    const { images } = await ecr.send(new BatchGetImageCommand({ repositoryName, imageIds }));
    expect(images?.[0]?.imageManifest).toBe(pushed);
  });

  test('an image of a snapshot has a generated manifest, and blobs that ECR does not know', async () => {
    const snapshot = snapshotOf([imageOf('a', { imageTags: ['1.0.0'] })]);
    const send = await login(await startTestAws({ snapshot }));
    const got = await send('GET', `${base}/manifests/1.0.0`);
    expect(got.headers.get('docker-content-digest')).toBe(sha('a'));
    const { config } = (await got.json()) as { config: { digest: string } };
    expect(await refusalOf(send('GET', `${base}/blobs/${config.digest}`))).toEqual({
      status: 404,
      code: 'BLOB_UNKNOWN',
      message: `The layer with digest '${config.digest}' does not exist in the repository with name '${repositoryName}' in the registry with id '123456789012'`,
    });
  });

  test('an archived image cannot be pulled', async () => {
    const image = imageOf('a', { imageTags: ['1.0.0'], imageStatus: 'ARCHIVED' });
    const send = await login(await startTestAws({ snapshot: snapshotOf([image]) }));
    const refused = await refusalOf(send('GET', `${base}/manifests/1.0.0`));
    expect(refused).toMatchObject({ status: 404, code: 'MANIFEST_UNKNOWN' });
  });

  test('a client gets only media types that it accepts', async () => {
    const { send } = await startRegistry();
    await pushImage(send, 'a', '1.0.0');
    const headers = { accept: 'application/vnd.docker.distribution.manifest.v2+json' };
    const refused = await refusalOf(send('GET', `${base}/manifests/1.0.0`, { headers }));
    expect(refused).toMatchObject({ status: 404, code: 'MANIFEST_UNKNOWN' });
  });

  test('a fault of the JSON API hits registry clients too', async () => {
    const { send, aws } = await startRegistry();
    aws.faults.set([{ operations: ['ecr:BatchGetImage'], error: 'ThrottlingException', times: 1 }]);
    expect(await refusalOf(send('GET', `${base}/manifests/1`))).toEqual({
      status: 429,
      code: 'TOOMANYREQUESTS',
      message: 'Rate exceeded',
    });
    aws.faults.set([{ operations: ['ecr:PutImage'], drop: 'after' }]);
    await expect(pushImage(send, 'a', '1.0.0')).rejects.toThrow('fetch failed');
    aws.faults.clear();
    expect((await send('HEAD', `${base}/manifests/1.0.0`)).status).toBe(200);
  });

  test('listeners see the requests of clients, without their tokens', async () => {
    const { send, aws } = await startRegistry();
    const seen: object[] = [];
    aws.onExchange((exchange) => seen.push(exchange));
    await send('GET', `${base}/manifests/nope`);
    expect(seen).toEqual([
      {
        service: 'distribution',
        operation: 'BatchGetImage',
        input: { method: 'GET', url: `${base}/manifests/nope` },
        error: { name: 'MANIFEST_UNKNOWN', message: 'Requested image not found', status: 404 },
        durationMs: expect.any(Number),
      },
    ]);
  });
});
