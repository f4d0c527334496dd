import { UpdateImageStorageClassCommand } from '@aws-sdk/client-ecr';
import type { Uses } from '../../../local/aws.ts';
import { createRepositories, push } from '../../support/images.ts';
import { startTestStack, type TestStack } from '../../support/stack.ts';

const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
export const image = (name: string) => `${host}/${name}`;

export async function archive({ ecr, stack }: TestStack, repositoryName: string, imageTag: string) {
  const input = { repositoryName, imageId: { imageTag }, targetStorageClass: 'ARCHIVE' as const };
  await ecr.send(new UpdateImageStorageClassCommand(input));
  await stack.idle();
}

export async function withImage(uses: Uses, tags = ['1.0.0']) {
  const started = await startTestStack('', { uses });
  await createRepositories(started.ecr, 'team-a/web', 'team-a/api');
  const digest = await push(started.ecr, 'team-a/web', tags);
  await started.stack.idle();
  return { ...started, digest };
}
