import {
  type ECRClient,
  GetRegistryPolicyCommand,
  GetRepositoryPolicyCommand,
  RegistryPolicyNotFoundException,
  RepositoryNotFoundException,
  RepositoryPolicyNotFoundException,
} from '@aws-sdk/client-ecr';
import { type Case, ruleOf } from './case.ts';
import { type Step, skipped } from './check.ts';
import { grants } from './grants.ts';

/**
 * May the identity that pulls import and create? Only the policies of the registry and the repository can be read
 * here; those of the identity, its organization and of VPC endpoints cannot.
 */
export const permissionStep: Step<Case> = {
  name: 'permission',
  async look(about, at) {
    const { ecr, name, identity } = about;
    if ((await ruleOf(about)) === undefined) return skipped('not a cached repository');
    const { registryId, region } = await identity();
    at('ecr:GetRegistryPolicy');
    const policies = [await registryPolicy(ecr)];
    if (!name.endsWith('/') && name !== '') {
      at(`ecr:GetRepositoryPolicy ${name}`);
      policies.push(await repositoryPolicy(ecr, name));
    }
    const resource = `arn:aws:ecr:${region}:${registryId}:repository/${name}`;
    const texts = policies.filter((policy) => policy !== undefined);
    return grants(texts, resource, registryId);
  },
};

async function registryPolicy(ecr: ECRClient): Promise<string | undefined> {
  try {
    return (await ecr.send(new GetRegistryPolicyCommand({}))).policyText;
  } catch (error) {
    if (error instanceof RegistryPolicyNotFoundException) return undefined;
    throw error;
  }
}

async function repositoryPolicy(ecr: ECRClient, repositoryName: string) {
  try {
    return (await ecr.send(new GetRepositoryPolicyCommand({ repositoryName }))).policyText;
  } catch (error) {
    if (error instanceof RepositoryPolicyNotFoundException) return undefined;
    if (error instanceof RepositoryNotFoundException) return undefined;
    throw error;
  }
}
