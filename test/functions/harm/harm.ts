import type { ECRClient } from '@aws-sdk/client-ecr';
import { images } from '../../../shared/registry/read.ts';
import { startTestStack, type TestStack } from '../../support/stack.ts';

/** What a careful company asks of something that acts by itself: that it does not, or little, and says so. */

export const registryYml = `
naming: { tags: [{ rule: versions only, kinds: [semver], action: quarantine }] }
baseline: [{ action: enforce, lifecycle: { keepLast: 1 } }]
`;

export const start = (yml = registryYml, isAllowed = true, uses = {}) =>
  startTestStack(yml, { uses }, {}, () => false, isAllowed);

export const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

export async function tagsIn(ecr: ECRClient, repository: string): Promise<string[]> {
  const found = await Array.fromAsync(images(ecr, repository, { tagStatus: 'TAGGED' }));
  return found.flatMap(({ imageTags = [] }) => imageTags).toSorted();
}

/** Calls that change the registry, as they come. */
export function writesIn({ aws }: TestStack): string[] {
  const writes: string[] = [];
  aws.onExchange(({ service, operation, principalArn = '' }) => {
    const isOurs = /\/ecr-steward-local-/.test(principalArn);
    // A preview changes nothing.
    const isWrite = /^(Put|Set|Create|Update|Delete|BatchDelete|Tag|Untag)/.test(operation);
    if (service === 'ecr' && isOurs && isWrite) writes.push(operation);
  });
  return writes;
}

export async function fireAll({ stack }: TestStack): Promise<void> {
  for (const { name, schedules } of stack.functions) {
    for (const schedule of schedules) await stack.fire(schedule.name ?? name);
  }
  await stack.idle();
}
