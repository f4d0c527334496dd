import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

// What the benchmark compares the inventory function with: the same SDK clients and nothing else.
const ecr = new ECRClient({});
const s3 = new S3Client({});

export async function handler(input: { ecr: never; s3: never }) {
  await ecr.send(new DescribeImagesCommand(input.ecr));
  await s3.send(new PutObjectCommand(input.s3));
}
