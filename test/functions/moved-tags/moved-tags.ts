import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { onTestFinished } from 'vitest';
import type { AwsEvent } from '../../../local/events/event.ts';
import { declaredPrefixes } from '../../../shared/config/schema/prefix.ts';
import { tagsVisitor } from '../../../shared/tags/visitor.ts';
import { manifest, push } from '../../support/images.ts';
import { sampleEvent, startTestStack, type TestStack } from '../../support/stack.ts';
import { visitingOf, walkFor } from '../walking.ts';

const registryYml = `
movedTags:
  - {repositories: ['scratch/**'], mutable: ['*']}
  - repositories: ['team/**', 'observed/**', 'declared/**']
    mutable: [latest, 'pr-*']
    mutablePatterns: ['[0-9]+']
    message: See the wiki.
pullThroughCache: {rules: [{prefix: declared, upstream: quay}]}
`;

export const isTrail = (event: AwsEvent) => event['detail-type'] === 'AWS API Call via CloudTrail';

/** Without a trail, as an account is at first. */
export const start = (isLost: (event: AwsEvent) => boolean = isTrail) =>
  startTestStack(registryYml, {}, {}, isLost);

/** Walks the registry for moved tags alone. */
export function walkTags(started: TestStack) {
  const { declared, dynamodb, notifier } = visitingOf(started, registryYml);
  const tags = { dynamodb, table: started.stack.resources.Tags?.name ?? '' };
  const cachePrefixes = declaredPrefixes(declared);
  return walkFor(
    started,
    tagsVisitor({ tags, notifier, rules: declared.movedTags, cachePrefixes }),
  );
}

/** Pushes and waits until the functions have seen it; the digest. */
export async function pushTo(
  { ecr, stack }: TestStack,
  repository: string,
  tag: string,
  name: string,
) {
  const digest = await push(ecr, repository, [tag], manifest(name));
  await stack.idle();
  return digest;
}

export const pushEvent = (repository: string, tag: string, digest: string) =>
  sampleEvent('aws.ecr/image-action-push-tagged.json', {
    'repository-name': repository,
    'image-tag': tag,
    'image-digest': digest,
  });

export const trailEvent = (
  repositoryName: string,
  imageTag: string,
  imageDigest: string,
  arn: string,
) =>
  sampleEvent('aws.ecr/cloudtrail-put-image.json', {
    requestParameters: { repositoryName, imageTag },
    responseElements: { image: { imageId: { imageDigest, imageTag } } },
    userIdentity: { type: 'AssumedRole', arn },
  });

/** `repository:tag → digest`, and what is still to be told. */
export async function ledgerOf({ config, stack }: TestStack): Promise<string[]> {
  const dynamodb = new DynamoDBClient(config);
  onTestFinished(() => dynamodb.destroy());
  const input = { TableName: stack.resources.Tags?.name ?? '' };
  const { Items = [] } = await dynamodb.send(new ScanCommand(input));
  return Items.map(
    ({ repository, tag, digest, untold }) =>
      `${repository?.S}:${tag?.S} → ${digest?.S}${untold?.BOOL ? ' untold' : ''}`,
  ).toSorted();
}
