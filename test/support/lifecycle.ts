import { type ECRClient, PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr';

/** A policy whose rules expire what they select, in this order. */
export function lifecyclePolicyOf(selections: readonly object[], type = 'expire'): string {
  const action = type === 'expire' ? { type } : { type, targetStorageClass: 'archive' };
  const rules = selections.map((selection, at) => ({ rulePriority: at + 1, selection, action }));
  return JSON.stringify({ rules });
}

export async function putLifecycle(
  ecr: ECRClient,
  repositoryName: string,
  selections: readonly object[],
): Promise<void> {
  const lifecyclePolicyText = lifecyclePolicyOf(selections);
  await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
}
