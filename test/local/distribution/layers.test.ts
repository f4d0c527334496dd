import {
  BatchCheckLayerAvailabilityCommand,
  CompleteLayerUploadCommand,
  ECRClient,
  GetDownloadUrlForLayerCommand,
  InitiateLayerUploadCommand,
  UploadLayerPartCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { watch } from '../events.ts';
import { createRepository, repositoryName } from '../images.ts';
import { refusal, startTestAws, type TestAws } from '../start.ts';
import { base, login, pushBlob, pushImage, sha, startRegistry } from './client.ts';

const repository = { repositoryName };

async function begin({ ecr }: TestAws) {
  const { uploadId } = await ecr.send(new InitiateLayerUploadCommand(repository));
  const add = (text: string, partFirstByte: number) => {
    const layerPartBlob = Buffer.from(text);
    const partLastByte = partFirstByte + layerPartBlob.length - 1;
    const bytes = { partFirstByte, partLastByte, layerPartBlob };
    return ecr.send(new UploadLayerPartCommand({ ...repository, uploadId, ...bytes }));
  };
  const complete = (digest: string) =>
    ecr.send(new CompleteLayerUploadCommand({ ...repository, uploadId, layerDigests: [digest] }));
  return { uploadId, add, complete };
}

describe('layers by ECR’s own API', () => {
  test('come in part by part, and are those of the registry', async () => {
    const started = await startRegistry();
    const { ofType } = watch(started.aws);
    const { add, complete, uploadId } = await begin(started);
    expect(await add('whole ', 0)).toMatchObject({ ...repository, uploadId, lastByteReceived: 5 });
    await add('layer', 6);
    const digest = sha('whole layer');
    expect(await complete(digest)).toMatchObject({ ...repository, layerDigest: digest });
    const got = await started.send('GET', `${base}/blobs/${digest}`);
    expect(await got.text()).toBe('whole layer');
    expect(JSON.stringify(ofType('AWS API Call via CloudTrail'))).not.toContain('layerPartBlob');
  });

  test('come in parts of 20 MiB at most', async () => {
    const started = await startRegistry();
    const { add } = await begin(started);
    const largest = 20 * 1024 * 1024;
    expect(await add('x'.repeat(largest), 0)).toMatchObject({ lastByteReceived: largest - 1 });
    const tooLarge = await refusal(add('x'.repeat(largest + 3), largest));
    expect(tooLarge.name).toBe('InvalidParameterException');
  });

  test('are checked for', async () => {
    const { ecr, send } = await startRegistry();
    const there = await pushBlob(send, 'there');
    const layerDigests = [there, sha('nowhere'), 'nonsense'];
    const command = new BatchCheckLayerAvailabilityCommand({ ...repository, layerDigests });
    expect(await ecr.send(command)).toMatchObject({
      layers: [
        {
          ...{ layerDigest: there, layerAvailability: 'AVAILABLE', layerSize: 5 },
          mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
        },
        { layerDigest: sha('nowhere'), layerAvailability: 'UNAVAILABLE' },
      ],
      failures: [{ layerDigest: 'nonsense', failureCode: 'InvalidLayerDigest' }],
    });
  });

  test('have the media type that an image gives them', async () => {
    const { ecr, send } = await startRegistry();
    await pushImage(send, 'a', '1.0.0');
    const layerDigests = [sha('{"config":"a"}'), sha('layer a')];
    const command = new BatchCheckLayerAvailabilityCommand({ ...repository, layerDigests });
    const { layers } = await ecr.send(command);
    expect(layers?.map(({ mediaType }) => mediaType)).toEqual([
      'application/vnd.oci.image.config.v1+json',
      'application/vnd.oci.image.layer.v1.tar',
    ]);
  });

  test('are downloaded by a link from every region and account', async () => {
    const { aws, config, secretsManager } = await startTestAws();
    for (const [region, accessKeyId] of [
      ['us-west-2', 'test'],
      ['eu-west-1', '210987654321'],
    ] as const) {
      const credentials = { accessKeyId, secretAccessKey: 'test' };
      const ecr = new ECRClient({ ...config, region, credentials });
      await createRepository(ecr);
      const send = await login({ aws, ecr, config, secretsManager });
      const layerDigest = await pushBlob(send, `content of ${region}`);
      const link = new GetDownloadUrlForLayerCommand({ ...repository, layerDigest });
      const { downloadUrl = '' } = await ecr.send(link);
      expect(await (await fetch(downloadUrl)).text()).toBe(`content of ${region}`);
      const elsewhere = downloadUrl.replace(/registry=[^&]*/, 'registry=123456789012/eu-west-1');
      expect((await fetch(elsewhere)).status).toBe(401);
    }
  });

  test('are downloaded by a link without a login, for an hour', async () => {
    let time = new Date('2026-01-01T00:00:00Z');
    const { ecr, send } = await startRegistry({ now: () => time });
    const layerDigest = await pushBlob(send, 'content');
    const other = await pushBlob(send, 'other');
    const link = new GetDownloadUrlForLayerCommand({ ...repository, layerDigest });
    const { downloadUrl = '' } = await ecr.send(link);
    expect(await (await fetch(downloadUrl)).text()).toBe('content');
    const statusOf = async (url: string, method = 'GET') => (await fetch(url, { method })).status;
    expect(await statusOf(downloadUrl.replace(layerDigest, other))).toBe(401);
    expect(await statusOf(downloadUrl.replace(/expires=\d/, 'expires=9'))).toBe(401);
    expect(await statusOf(downloadUrl.replace(/.$/, (last) => (last === '0' ? '1' : '0')))).toBe(
      401,
    );
    expect(await statusOf(downloadUrl.replace(/\?.*/, ''))).toBe(401);
    expect(await statusOf(downloadUrl, 'DELETE')).toBe(401);
    time = new Date('2026-01-01T01:00:00Z');
    expect(await statusOf(downloadUrl)).toBe(401);
    const missing = { ...repository, layerDigest: sha('nowhere') };
    const refused = await refusal(ecr.send(new GetDownloadUrlForLayerCommand(missing)));
    expect(refused.name).toBe('LayersNotFoundException');
  });

  test('are refused in a wrong order, without parts, and with a wrong digest', async () => {
    const started = await startRegistry();
    const { add, complete, uploadId } = await begin(started);
    expect((await refusal(complete(sha('')))).name).toBe('EmptyUploadException');
    const first = await add('x', 1).catch((error) => error);
    expect(first).toMatchObject({ name: 'InvalidLayerPartException', uploadId, ...repository });
    expect(first.lastValidByteReceived).toBeUndefined();
    await add('abc', 0);
    expect(await add('abc', 0).catch((error) => error)).toMatchObject({
      name: 'InvalidLayerPartException',
      registryId: '123456789012',
      lastValidByteReceived: 2,
    });
    expect((await refusal(complete(sha('abd')))).name).toBe('InvalidLayerException');
    expect((await refusal(complete(sha('abc')))).name).toBe('UploadNotFoundException');
    await pushBlob(started.send, 'abc');
    const again = await begin(started);
    await again.add('abc', 0);
    expect((await refusal(again.complete(sha('abc')))).name).toBe('LayerAlreadyExistsException');
  });
});
