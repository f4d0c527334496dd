import {
  CreatePullThroughCacheRuleCommand,
  type CreatePullThroughCacheRuleCommandInput,
  ECRClient,
} from '@aws-sdk/client-ecr';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { onTestFinished } from 'vitest';
import { type LocalAws, startLocalAws } from '../../../../local/aws.ts';
import type { Practice } from '../../../../shared/cache/doctor/case.ts';
import type { Check } from '../../../../shared/cache/doctor/check.ts';
import { diagnoseImage, diagnoseRules } from '../../../../shared/cache/doctor/diagnose.ts';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { clientConfig, startTestAws, type TestAws } from '../../../local/start.ts';
import { mountRegistryApi, type RegistryAnswers } from '../../../support/registry-api.ts';

/** Registries that a doctor looks into. */

export const secret = 'ecr-pullthroughcache/hub';
export const image = 'docker.io/library/redis:7';
export const repositoryName = 'docker.io/library/redis';
export const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
export const roleArn = 'arn:aws:iam::123456789012:role/path/creator';

const hub = `{prefix: docker.io, upstream: docker-hub, credential: ${secret}}`;
const quay = '{prefix: quay.io, upstream: quay}';

export const declaring = (...rules: string[]) =>
  parseRegistryConfig(`pullThroughCache: {rules: [${rules.join(', ')}]}`).pullThroughCache;

export type Healthy = TestAws & { practice: Practice; secretArn: string };

/**
 * Two rules as declared, one with a secret, and a registry that has every manifest but those of `answers`.
 *
 * @param mount - Puts something else before that registry's v2 API.
 */
export async function healthy(
  answers: RegistryAnswers = {},
  mount: (aws: LocalAws) => void = () => {},
  starting = startTestAws(),
): Promise<Healthy> {
  const started = await starting;
  const { ecr, secretsManager, aws } = started;
  const SecretString = '{"username":"somebody","accessToken":"not-to-be-seen"}';
  const { ARN: secretArn = '' } = await secretsManager.send(
    new CreateSecretCommand({ Name: secret, SecretString }),
  );
  await putRule(started, 'docker.io', 'registry-1.docker.io', { credentialArn: secretArn });
  await putRule(started, 'quay.io', 'quay.io');
  mount(aws);
  mountRegistryApi(aws, answers);
  const practice = { ecr, secretsManager, declared: declaring(hub, quay), docker: undefined };
  return { ...started, practice, secretArn };
}

/** One whose answers may be outside of AWS's API model. */
export async function startUnlikeAws(): Promise<TestAws> {
  const aws = await startLocalAws();
  const config = clientConfig(aws);
  const ecr = new ECRClient(config);
  const secretsManager = new SecretsManagerClient(config);
  onTestFinished(async () => {
    ecr.destroy();
    secretsManager.destroy();
    await aws.close();
  });
  return { aws, ecr, secretsManager, config };
}

export async function putRule(
  { ecr }: Pick<TestAws, 'ecr'>,
  ecrRepositoryPrefix: string,
  upstreamRegistryUrl: string,
  more: Partial<CreatePullThroughCacheRuleCommandInput> = {},
): Promise<void> {
  const input = { ecrRepositoryPrefix, upstreamRegistryUrl, ...more };
  await ecr.send(new CreatePullThroughCacheRuleCommand(input));
}

/** One step of the way of a pull. */
export async function stepOf(practice: Practice, name: string, text = image): Promise<Check> {
  return named(await diagnoseImage(practice, text), name);
}

/** One step of what can be seen of the only rule that is declared. */
export async function ruleStepOf(practice: Practice, name: string): Promise<Check> {
  const [rule] = await diagnoseRules(practice);
  return named(rule?.checks ?? [], name);
}

function named(checks: readonly Check[], name: string): Check {
  const found = checks.find((check) => check.name === name);
  if (!found) throw new Error(`no step ${name}`);
  return found;
}

/** `ok`, `broken` and so on of each step, by its name. */
export const verdicts = (checks: readonly Check[]) =>
  Object.fromEntries(checks.map(({ name, verdict }) => [name, verdict]));
