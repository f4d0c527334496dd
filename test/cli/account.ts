import { basename } from 'node:path';
import { DescribePullThroughCacheRulesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { startLocalAws } from '../../local/aws.ts';
import type { LocalAwsOptions } from '../../local/options.ts';
import { takeOver } from '../../shared/actions/owner.ts';
import { createTable, testStack } from '../support/acting.ts';

/** Starts an AWS that the command reaches through the environment, as it reaches an account. */
export async function startAccount(options: LocalAwsOptions = {}) {
  const aws = await startLocalAws(options);
  const { endpoint, region } = aws;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const settings = { endpoint, region, credentials, forcePathStyle: true };
  const ecr = new ECRClient(settings);
  const secretsManager = new SecretsManagerClient(settings);
  const s3 = new S3Client(settings);
  return {
    aws,
    ecr,
    s3,
    secretsManager,
    env: environmentFor(endpoint, region),
    async [Symbol.asyncDispose]() {
      for (const client of [ecr, secretsManager, s3]) client.destroy();
      await aws.close();
    },
  };
}

export function environmentFor(endpoint: string, region = 'eu-west-1'): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
}

/** A stack of ecr-steward that was deployed from this file: its mark, and its ledger. */
export async function deployedFrom(
  { aws, ecr }: Pick<Awaited<ReturnType<typeof startAccount>>, 'aws' | 'ecr'>,
  file = 'registry.yml',
): Promise<void> {
  await createTable(aws, `${testStack.stack}-ledger`);
  await takeOver(ecr, { ...testStack, file: basename(file) });
}

/** The value that must never be printed. */
export const secretValue = 'hunter2-is-secret';

export async function createSecret(client: SecretsManagerClient, Name: string): Promise<void> {
  const SecretString = JSON.stringify({ username: 'somebody', accessToken: secretValue });
  await client.send(new CreateSecretCommand({ Name, SecretString }));
}

/** The registry's rules, as `prefix ← upstream`. */
export async function rulesOf(ecr: ECRClient): Promise<string[]> {
  const { pullThroughCacheRules = [] } = await ecr.send(
    new DescribePullThroughCacheRulesCommand({}),
  );
  return pullThroughCacheRules
    .map((rule) => `${rule.ecrRepositoryPrefix} ← ${rule.upstreamRegistryUrl}`)
    .sort();
}
