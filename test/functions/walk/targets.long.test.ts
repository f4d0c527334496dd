import { ECRClient } from '@aws-sdk/client-ecr';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { type StartedAws, startLocalAws } from '../../../local/aws.ts';
import { clientConfig } from '../../local/start.ts';
import { createRepositories, push } from '../../support/images.ts';
import { startTestStack, type TestStack } from '../../support/stack.ts';

/** The third registry is in an account that nobody can reach. */
const registryYml = `
targets:
  - { account: '123456789012', regions: [eu-west-1, us-east-2] }
  - { account: '111122223333', role: arn:aws:iam::111122223333:role/reader, externalId: 'steward:7', regions: [eu-west-1] }
  - { account: '444455556666', role: arn:aws:iam::444455556666:role/reader, regions: [eu-west-1] }
`;

async function startPeer(options: { accountId?: string; region?: string }): Promise<StartedAws> {
  const aws = await startLocalAws(options);
  onTestFinished(() => aws.close());
  return aws;
}

async function summaries({ config, stack }: TestStack) {
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const Bucket = stack.resources.InventoryBucket?.name ?? '';
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'summary/' }));
  return Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const { registryId, region, images } = JSON.parse((await Body?.transformToString()) ?? '');
      return { registryId, region, images };
    }),
  );
}

test('reads every target in an execution of its own; one that fails is reported, the others are kept', async () => {
  const ohio = await startPeer({ region: 'us-east-2' });
  const other = await startPeer({ accountId: '111122223333' });
  const started = await startTestStack(registryYml, { peers: [ohio, other] });
  await createRepositories(started.ecr, 'at/home');
  for (const aws of [ohio, other]) {
    const ecr = new ECRClient(clientConfig(aws));
    await createRepositories(ecr, 'far/away');
    await push(ecr, 'far/away', ['1.0.0']);
  }
  await started.stack.idle();

  const ids = new Map<string, string | undefined>();
  started.aws.onExchange(({ operation, input }) => {
    const { RoleArn, ExternalId } = input as { RoleArn: string; ExternalId?: string };
    if (operation === 'AssumeRole') ids.set(RoleArn.slice(13, 25), ExternalId);
  });
  const outcome = await started.stack.fire('walk');
  expect(ids).toEqual(
    new Map([
      ['111122223333', 'steward:7'],
      ['444455556666', undefined],
    ]),
  );
  expect(outcome).toMatchObject({
    ok: false,
    error: { message: expect.stringMatching(/^no inventory of 444455556666\/eu-west-1: .*Assume/) },
  });
  expect(await summaries(started)).toEqual([
    { registryId: '111122223333', region: 'eu-west-1', images: 1 },
    { registryId: '123456789012', region: 'eu-west-1', images: 0 },
    { registryId: '123456789012', region: 'us-east-2', images: 1 },
  ]);
  const runs = started.invocations.filter(({ functionName }) => functionName === 'walk');
  expect(runs).toHaveLength(5);
  expect(started.alerts()).toEqual([
    expect.stringMatching(/^No inventory of registry 444455556666 in eu-west-1\n/),
  ]);
  expect(started.deadLetters()).toHaveLength(1);
});
