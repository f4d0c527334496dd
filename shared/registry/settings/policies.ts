import {
  type ECRClient,
  GetLifecyclePolicyCommand,
  GetRegistryPolicyCommand,
  GetRepositoryPolicyCommand,
  LifecyclePolicyNotFoundException,
  ListTagsForResourceCommand,
  RegistryPolicyNotFoundException,
  RepositoryPolicyNotFoundException,
} from '@aws-sdk/client-ecr';

/** The registry policy's text, and of which registry it is; undefined where there is none. */
export async function registryPolicy(
  ecr: ECRClient,
): Promise<{ registryId: string; text: string } | undefined> {
  const found = await unless(
    RegistryPolicyNotFoundException,
    ecr.send(new GetRegistryPolicyCommand({})),
  );
  const { registryId, policyText } = found ?? {};
  return registryId && policyText ? { registryId, text: policyText } : undefined;
}

/**
 * A repository's lifecycle policy, undefined where it has none.
 *
 * @throws RepositoryNotFoundException
 */
export async function lifecyclePolicy(
  ecr: ECRClient,
  repositoryName: string,
): Promise<string | undefined> {
  const call = ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
  return (await unless(LifecyclePolicyNotFoundException, call))?.lifecyclePolicyText;
}

/**
 * A repository's resource policy, undefined where it has none.
 *
 * @throws RepositoryNotFoundException
 */
export async function repositoryPolicy(
  ecr: ECRClient,
  repositoryName: string,
): Promise<string | undefined> {
  const call = ecr.send(new GetRepositoryPolicyCommand({ repositoryName }));
  return (await unless(RepositoryPolicyNotFoundException, call))?.policyText;
}

/** The resource tags of a repository, by their keys. */
export async function resourceTags(
  ecr: ECRClient,
  resourceArn: string,
): Promise<Record<string, string>> {
  const { tags } = await ecr.send(new ListTagsForResourceCommand({ resourceArn }));
  return tagsByKey(tags);
}

/** Tags as ECR has them, a list, as a map. */
export function tagsByKey(
  tags: readonly { Key: string | undefined; Value: string | undefined }[] | undefined,
): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

async function unless<Result>(
  absence: abstract new (...args: never[]) => Error,
  call: Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof absence) return undefined;
    throw error;
  }
}
