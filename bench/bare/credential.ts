import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

// What the benchmark compares the credential function with: the same SDK clients and nothing else.
const secretsManager = new SecretsManagerClient({});
const sns = new SNSClient({});

export async function handler(input: { secretsManager: never; sns: never }) {
  await secretsManager.send(new GetSecretValueCommand(input.secretsManager));
  await sns.send(new PublishCommand(input.sns));
}
