import { ListImagesCommand } from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import { createRepositories, push } from '../support/images.ts';
import { startTestStack } from '../support/stack.ts';

const registryYml = 'naming: {tags: [{rule: releases, kinds: [semver], action: quarantine}]}';

test('while the ledger cannot be reached nothing is enforced, and that is reported', async () => {
  const { aws, ecr, stack, alerts, deadLetters } = await startTestStack(registryYml);
  await createRepositories(ecr, 'team-a/web');
  await stack.idle();
  aws.faults.set([{ operations: ['dynamodb:*'], error: 'AccessDeniedException' }]);
  await push(ecr, 'team-a/web', ['latest']);
  await stack.idle();
  const { imageIds } = await ecr.send(new ListImagesCommand({ repositoryName: 'team-a/web' }));
  expect(imageIds).toMatchObject([{ imageTag: 'latest' }]);
  expect(alerts()).toEqual([
    expect.stringMatching(/^The ledger cannot be reached: nothing is enforced or reported\n/),
  ]);
  expect(deadLetters()).toHaveLength(1);
});
