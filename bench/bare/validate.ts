import { ECRClient, ValidatePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

// What the benchmark compares the validate function with: the same SDK clients and nothing else.
const ecr = new ECRClient({});
const secretsManager = new SecretsManagerClient({});
const sns = new SNSClient({});

export async function handler(input: { ecr: never; secretsManager: never; sns: never }) {
  await ecr.send(new ValidatePullThroughCacheRuleCommand(input.ecr));
  await secretsManager.send(new DescribeSecretCommand(input.secretsManager));
  await sns.send(new PublishCommand(input.sns));
}
