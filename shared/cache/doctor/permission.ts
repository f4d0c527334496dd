import {
  type ECRClient,
  GetRegistryPolicyCommand,
  GetRepositoryPolicyCommand,
  RegistryPolicyNotFoundException,
  RepositoryNotFoundException,
  RepositoryPolicyNotFoundException,
} from '@aws-sdk/client-ecr';
import { type Case, ruleOf } from './case.ts';
import { broken, ok, type Step, skipped, unknown, type Verdict } from './check.ts';
import { type Statement, statementsFor } from './policy.ts';

/** What a first pull through a rule needs beside the usual rights of a pull. */
const actions = ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'] as const;

/**
 * May whoever pulls import and create? Only the policies of the registry and the repository can be seen
 * from here; those of the caller's own identity, of its organization and of VPC endpoints cannot.
 */
export const permissionStep: Step<Case> = {
  name: 'permission',
  async look(about, at) {
    const { ecr, name, identity } = about;
    if ((await ruleOf(about)) === undefined) return skipped('no cache');
    const { registryId, region } = await identity();
    at('ecr:GetRegistryPolicy');
    const policies = [await registryPolicy(ecr)];
    if (!name.endsWith('/') && name !== '') {
      at(`ecr:GetRepositoryPolicy ${name}`);
      policies.push(await repositoryPolicy(ecr, name));
    }
    const resource = `arn:aws:ecr:${region}:${registryId}:repository/${name}`;
    const texts = policies.filter((policy) => policy !== undefined);
    return verdictOn(texts, resource, registryId);
  },
};

function verdictOn(policies: readonly string[], resource: string, registryId: string): Verdict {
  const found = (action: string) =>
    policies.flatMap((policy) => statementsFor(policy, action, resource));
  const denied = actions.find((action) => found(action).some(deniesAll));
  if (denied !== undefined) {
    const remedy = 'take the statement out of the policy of the registry or the repository';
    return broken(`a policy denies ${denied} to everybody`, remedy);
  }
  const [importers = [], creators = []] = actions.map((action) =>
    granted(found(action), registryId),
  );
  const both = importers.filter((principal) => creators.includes(principal));
  if (both.includes('*')) return ok('the registry lets everybody of the account import and create');
  if (both.length === 0) return unknown(`the registry grants nobody the import: ${needs}`);
  return ok(`the registry lets ${both.join(', ')} import and create; for anybody else, ${needs}`);
}

const needs =
  'the identity of whoever pulls, which cannot be seen from here, needs ' +
  'ecr:BatchImportUpstreamImage and, for a first pull, ecr:CreateRepository ' +
  '(AmazonEC2ContainerRegistryPullOnly has only the former)';

function deniesAll({ effect, principals, conditional }: Statement): boolean {
  return effect === 'Deny' && principals.includes('*') && !conditional;
}

/** A grant to the account itself only lets its own policies grant it on: it names nobody. */
function granted(statements: readonly Statement[], registryId: string): string[] {
  return statements
    .filter(({ effect, conditional }) => effect === 'Allow' && !conditional)
    .flatMap(({ principals }) => principals)
    .filter((it) => it !== registryId && !it.endsWith(`:${registryId}:root`));
}

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
