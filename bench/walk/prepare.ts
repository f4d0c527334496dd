import {
  ECRClient,
  PutLifecyclePolicyCommand,
  PutReplicationConfigurationCommand,
  StartImageScanCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ecr';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import pMap from 'p-map';
import type { LocalAws } from '../../local/aws.ts';
import { lifecyclePolicyText } from '../../shared/config/schema/repositories/lifecycle-policy.ts';
import { lifecycle } from './configuration.ts';
import { digestOf, namesOf, type WalkSize } from './registry.ts';

/** How many of the newest images of a repository are scanned: what the scheduled run checks by default. */
const SCANNED = 10;

/** Brings the registry in line with registry.yml, and scans what is checked: a night finds no change but violations. */
export async function prepare(aws: LocalAws, size: WalkSize): Promise<void> {
  const { endpoint, region, accountId } = aws;
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const settings = { endpoint, region, credentials };
  const [ecr, sns] = [new ECRClient(settings), new SNSClient(settings)];
  const { platform, cached } = namesOf(size);
  const many = { concurrency: 20 };
  await sns.send(new CreateTopicCommand({ Name: 'team-a' }));
  const text = lifecyclePolicyText(lifecycle);
  await pMap(
    [...platform, ...cached],
    (repositoryName) =>
      ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText: text })),
    many,
  );
  await pMap(
    platform,
    (name) =>
      ecr.send(
        new TagResourceCommand({
          resourceArn: `arn:aws:ecr:${region}:${accountId}:repository/${name}`,
          tags: [{ Key: 'owner', Value: 'team-a' }],
        }),
      ),
    many,
  );
  const scanned = platform.flatMap((repositoryName) =>
    Array.from({ length: Math.min(SCANNED, size.imagesPerRepository) }, (_, at) => ({
      repositoryName,
      imageId: { imageDigest: digestOf(repositoryName, at) },
    })),
  );
  await pMap(scanned, (image) => ecr.send(new StartImageScanCommand(image)), many);
  const destinations = [{ region: 'eu-central-1', registryId: accountId }];
  const replicationConfiguration = { rules: [{ destinations }] };
  await ecr.send(new PutReplicationConfigurationCommand({ replicationConfiguration }));
  ecr.destroy();
  sns.destroy();
}
