import { cpSync } from 'node:fs';
import {
  DescribeImageReplicationStatusCommand,
  DescribeImageScanFindingsCommand,
  DescribeImageSigningStatusCommand,
  DescribeImagesCommand,
  ECRClient,
  GetLifecyclePolicyPreviewCommand,
  ListReplicationBackfillsCommand,
  PutReplicationConfigurationCommand,
  PutSigningConfigurationCommand,
  StartImageScanCommand,
  StartLifecyclePolicyPreviewCommand,
  StartReplicationBackfillCommand,
  UpdateImageStorageClassCommand,
} from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import type { LocalAwsOptions } from '../../../local/options.ts';
import { soon } from '../../support/soon.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { createRepository, manifest, put, repositoryName, tagsByDigest } from '../images.ts';
import { startTestAws } from '../start.ts';

/** So long that nothing ends. */
const never = 2_147_483_647;
const durations = Object.fromEntries(
  ['preview', 'restore', 'scan', 'replication', 'signing'].map((task) => [task, never]),
);
const destination = { region: 'us-west-2', registryId: '123456789012' };
const lifecyclePolicyText = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
      action: { type: 'expire' },
    },
  ],
});

const image = { repositoryName, imageId: { imageTag: '1.0.0' } };

/** How far ECR is with all that it does after it has answered. */
async function progressOf(ecr: ECRClient) {
  const { imageScanStatus } = await ecr.send(new DescribeImageScanFindingsCommand(image));
  const { replicationStatuses } = await ecr.send(new DescribeImageReplicationStatusCommand(image));
  const { signingStatuses } = await ecr.send(new DescribeImageSigningStatusCommand(image));
  const preview = await ecr.send(new GetLifecyclePolicyPreviewCommand({ repositoryName }));
  const backfills = await ecr.send(new ListReplicationBackfillsCommand({}));
  const imageIds = [{ imageTag: 'archived' }];
  const archived = await ecr.send(new DescribeImagesCommand({ repositoryName, imageIds }));
  return {
    scan: imageScanStatus?.status,
    replication: replicationStatuses?.[0]?.status,
    signing: signingStatuses?.[0]?.status,
    preview: preview.status,
    restore: archived.imageDetails?.[0]?.imageStatus,
    backfill: backfills.backfills?.[0]?.status,
  };
}

const begun = {
  ...{ scan: 'IN_PROGRESS', replication: 'IN_PROGRESS', signing: 'IN_PROGRESS' },
  ...{ preview: 'IN_PROGRESS', restore: 'ACTIVATING', backfill: 'PREPARING' },
};

const done = {
  ...{ scan: 'COMPLETE', replication: 'COMPLETE', signing: 'COMPLETE' },
  ...{ preview: 'COMPLETE', restore: 'ACTIVE', backfill: 'COMPLETE' },
};

async function begin(options: LocalAwsOptions) {
  const started = await startTestAws(options);
  const { ecr } = started;
  await createRepository(ecr);
  await put(ecr, manifest('b'), 'archived');
  const imageId = { imageTag: 'archived' };
  for (const targetStorageClass of ['ARCHIVE', 'STANDARD'] as const) {
    const move = { repositoryName, imageId, targetStorageClass };
    await ecr.send(new UpdateImageStorageClassCommand(move));
  }
  const rules = [{ destinations: [destination] }];
  await ecr.send(new PutReplicationConfigurationCommand({ replicationConfiguration: { rules } }));
  const signingProfileArn = 'arn:aws:signer:eu-west-1:123456789012:/signing-profiles/ci';
  const signingConfiguration = { rules: [{ signingProfileArn }] };
  await ecr.send(new PutSigningConfigurationCommand({ signingConfiguration }));
  await put(ecr, manifest('a'), '1.0.0');
  await ecr.send(new StartImageScanCommand(image));
  await ecr.send(new StartLifecyclePolicyPreviewCommand({ repositoryName, lifecyclePolicyText }));
  await ecr.send(new StartReplicationBackfillCommand({ destination }));
  return started;
}

test('background work is resumed after a restart', async () => {
  const data = await temporaryFolder();
  const { aws, ecr } = await begin({ data, durations });
  expect(await progressOf(ecr)).toEqual(begun);
  await aws.close();
  const again = await startTestAws({ data });
  await soon(async () => expect(await progressOf(again.ecr)).toEqual(done));
  const oregon = new ECRClient({ ...again.config, region: destination.region });
  expect(Object.values(await tagsByDigest(oregon)).flat()).toContain('1.0.0');
});

test('finished background work is kept', async () => {
  const data = await temporaryFolder();
  const { aws, ecr } = await begin({ data });
  await soon(async () => expect(await progressOf(ecr)).toEqual(done));
  const left = await temporaryFolder();
  cpSync(data, left, { recursive: true });
  await aws.close();
  const again = await startTestAws({ data: left, durations });
  expect(await progressOf(again.ecr)).toEqual(done);
});
