import {
  CreatePullThroughCacheRuleCommand,
  DeleteRepositoryCommand,
  DescribeRepositoriesCommand,
} from '@aws-sdk/client-ecr';
import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import type { AwsEvent } from '../../../local/events/event.ts';
import { createRepository, index, manifest, put, remove, repositoryName } from '../images.ts';
import { startTestAws } from '../start.ts';

async function startWatched() {
  const started = await startTestAws();
  const events: AwsEvent[] = [];
  started.aws.bus.subscribe((event) => events.push(event));
  const detailsOf = (type: string) =>
    events.filter((event) => event['detail-type'] === type).map((event) => event.detail);
  return {
    ...started,
    events,
    imageActions: () => detailsOf('ECR Image Action'),
    trail: () => detailsOf('AWS API Call via CloudTrail'),
  };
}

describe('ECR Image Action', () => {
  test('is sent for a push, in the envelope that all events have', async () => {
    const { ecr, events } = await startWatched();
    await createRepository(ecr);
    const digest = await put(ecr, manifest('a'), '1.4.0');
    expect(events.find((event) => event['detail-type'] === 'ECR Image Action')).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'ECR Image Action',
      source: 'aws.ecr',
      account: '123456789012',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'eu-west-1',
      resources: [],
      detail: {
        result: 'SUCCESS',
        'repository-name': repositoryName,
        'image-digest': digest,
        'action-type': 'PUSH',
        'image-tag': '1.4.0',
        'manifest-media-type': 'application/vnd.oci.image.manifest.v1+json',
        'artifact-media-type': 'application/vnd.oci.image.config.v1+json',
      },
    });
  });

  test('has no tag for an untagged image and no artifact type for an index', async () => {
    const { ecr, imageActions } = await startWatched();
    await createRepository(ecr);
    await put(ecr, manifest('child'));
    await put(ecr, index(manifest('child')), '1.5.0');
    const [child, parent] = imageActions();
    expect(child).not.toHaveProperty('image-tag');
    expect(parent).toMatchObject({ 'image-tag': '1.5.0' });
    expect(parent).not.toHaveProperty('artifact-media-type');
  });

  test('is sent once per tag that is removed, and without tag for an untagged image', async () => {
    const { ecr, imageActions } = await startWatched();
    await createRepository(ecr);
    const tagged = await put(ecr, manifest('a'), '1');
    await put(ecr, manifest('a'), '2');
    const untagged = await put(ecr, manifest('b'));
    await remove(ecr, { imageDigest: tagged }, { imageDigest: untagged }, { imageTag: 'nope' });
    const detail = (digest: string) => ({
      result: 'SUCCESS',
      'repository-name': repositoryName,
      'image-digest': digest,
      'action-type': 'DELETE',
    });
    expect(imageActions().slice(3)).toEqual([
      { ...detail(tagged), 'image-tag': '1' },
      { ...detail(tagged), 'image-tag': '2' },
      detail(untagged),
    ]);
  });
});

describe('AWS API Call via CloudTrail', () => {
  test('has a write as CloudTrail records it', async () => {
    const { ecr, trail } = await startWatched();
    const created = await createRepository(ecr, { imageTagMutability: 'IMMUTABLE' });
    const arn = `arn:aws:ecr:eu-west-1:123456789012:repository/${repositoryName}`;
    expect(trail()).toEqual([
      {
        eventVersion: '1.11',
        userIdentity: {
          type: 'AssumedRole',
          principalId: expect.stringMatching(/:test$/),
          arn: 'arn:aws:sts::123456789012:assumed-role/LocalAdmin/test',
          accountId: '123456789012',
          accessKeyId: 'test',
          sessionContext: {
            sessionIssuer: expect.objectContaining({ type: 'Role', userName: 'LocalAdmin' }),
            attributes: { creationDate: expect.any(String), mfaAuthenticated: 'false' },
          },
        },
        eventTime: expect.stringMatching(/Z$/),
        eventSource: 'ecr.amazonaws.com',
        eventName: 'CreateRepository',
        awsRegion: 'eu-west-1',
        sourceIPAddress: '127.0.0.1',
        userAgent: expect.stringContaining('aws-sdk-js'),
        requestParameters: { repositoryName, imageTagMutability: 'IMMUTABLE' },
        responseElements: {
          repository: {
            ...created.repository,
            createdAt: expect.stringMatching(
              /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M$/,
            ),
          },
        },
        requestID: created.$metadata.requestId,
        eventID: expect.any(String),
        readOnly: false,
        eventType: 'AwsApiCall',
        managementEvent: true,
        recipientAccountId: '123456789012',
        eventCategory: 'Management',
        resources: [{ ARN: arn, accountId: '123456789012' }],
      },
    ]);
  });

  test('has a write that failed, without a response', async () => {
    const { ecr, trail } = await startWatched();
    await ecr.send(new DeleteRepositoryCommand({ repositoryName })).catch(() => {});
    expect(trail()).toEqual([
      expect.objectContaining({
        eventName: 'DeleteRepository',
        errorCode: 'RepositoryNotFoundException',
        errorMessage: expect.stringContaining(repositoryName),
        requestParameters: { repositoryName },
        responseElements: null,
      }),
    ]);
  });

  test('names no resource for a cache rule', async () => {
    const { ecr, trail } = await startWatched();
    const rule = { ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io' };
    await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
    expect(trail()[0]).toMatchObject({ eventName: 'CreatePullThroughCacheRule' });
    expect(trail()[0]).not.toHaveProperty('resources');
  });

  test('is not sent for a read', async () => {
    const { ecr, events } = await startWatched();
    await ecr.send(new DescribeRepositoriesCommand({}));
    expect(events).toEqual([]);
  });

  test('has a secret’s change, never its value', async () => {
    const { secretsManager, events } = await startWatched();
    const Name = 'ecr-pullthroughcache/hub';
    const { ARN } = await secretsManager.send(
      new CreateSecretCommand({ Name, SecretString: 'xyzzy-1' }),
    );
    const bytes = new TextEncoder().encode('xyzzy-2');
    await secretsManager.send(new PutSecretValueCommand({ SecretId: Name, SecretBinary: bytes }));
    expect(events[1]).toMatchObject({
      source: 'aws.secretsmanager',
      detail: {
        eventSource: 'secretsmanager.amazonaws.com',
        eventName: 'PutSecretValue',
        requestParameters: { secretId: Name, clientRequestToken: expect.any(String) },
        responseElements: { arn: ARN, name: Name },
      },
    });
    expect(JSON.stringify(events)).not.toMatch(/xyzzy|eHl6enkt/);
  });
});
