import {
  BatchCheckLayerAvailabilityCommand,
  CompleteLayerUploadCommand,
  GetDownloadUrlForLayerCommand,
  InitiateLayerUploadCommand,
  UploadLayerPartCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { watch } from '../events.ts';
import { repositoryName } from '../images.ts';
import { refusal, type TestAws } from '../start.ts';
import { base, pushBlob, sha, startRegistry } from './client.ts';

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
        { layerDigest: there, layerAvailability: 'AVAILABLE', layerSize: 5 },
        { layerDigest: sha('nowhere'), layerAvailability: 'UNAVAILABLE' },
      ],
      failures: [{ layerDigest: 'nonsense', failureCode: 'InvalidLayerDigest' }],
    });
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
    const { add, complete } = await begin(started);
    expect((await refusal(complete(sha('')))).name).toBe('EmptyUploadException');
    expect((await refusal(add('x', 1))).name).toBe('InvalidLayerPartException');
    await add('abc', 0);
    expect((await refusal(add('abc', 0))).name).toBe('InvalidLayerPartException');
    expect((await refusal(complete(sha('abd')))).name).toBe('InvalidLayerException');
    expect((await refusal(complete(sha('abc')))).name).toBe('UploadNotFoundException');
    await pushBlob(started.send, 'abc');
    const again = await begin(started);
    await again.add('abc', 0);
    expect((await refusal(again.complete(sha('abc')))).name).toBe('LayerAlreadyExistsException');
  });
});
