import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { Upload } from '@aws-sdk/lib-storage';

// What the benchmark compares the deletion function with: the same SDK clients and nothing else.
const ecr = new ECRClient({});
const s3 = new S3Client({});
const sns = new SNSClient({});
const dynamodb = new DynamoDBClient({});

export async function handler(input: Record<'ecr' | 's3' | 'sns' | 'dynamodb', never>) {
  await ecr.send(new DescribeImagesCommand(input.ecr));
  await new Upload({ client: s3, params: input.s3 }).done();
  await sns.send(new PublishCommand(input.sns));
  await dynamodb.send(new PutItemCommand(input.dynamodb));
}
