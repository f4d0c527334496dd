import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

// What the benchmark compares the unknown-event function with: the same SDK client and nothing else.
const dynamodb = new DynamoDBClient({});

export async function handler(input: { dynamodb: never }) {
  await dynamodb.send(new PutItemCommand(input.dynamodb));
}
