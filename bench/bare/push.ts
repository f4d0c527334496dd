import { BatchDeleteImageCommand, ECRClient } from '@aws-sdk/client-ecr';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

// What the benchmark compares the push function with: the same SDK clients and nothing else.
const ecr = new ECRClient({});
const sns = new SNSClient({});

export async function handler(input: { ecr: never; sns: never }) {
  await ecr.send(new BatchDeleteImageCommand(input.ecr));
  await sns.send(new PublishCommand(input.sns));
}
