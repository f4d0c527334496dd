import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { startTestAws } from '../start.ts';

/** A table of colours by id, with an index of them by kind, as CloudFormation would have its properties. */
async function startTable() {
  const started = await startTestAws();
  await started.aws.dynamodb.createTable('colours', {
    AttributeDefinitions: ['id', 'kind'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-kind',
        KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
  return { ...started, dynamodb: new DynamoDBClient({ ...started.config, maxAttempts: 1 }) };
}

const TableName = 'colours';

test('a table has its indexes: only what has the key of an index is in it', async () => {
  const { dynamodb } = await startTable();
  for (const Item of [
    { id: { S: 'red' }, kind: { S: 'warm' } },
    { id: { S: 'blue' }, kind: { S: 'cold' } },
    { id: { S: 'grey' } },
  ]) {
    await dynamodb.send(new PutItemCommand({ TableName, Item }));
  }
  const { Items } = await dynamodb.send(
    new QueryCommand({
      TableName,
      IndexName: 'by-kind',
      KeyConditionExpression: 'kind = :kind',
      ExpressionAttributeValues: { ':kind': { S: 'warm' } },
    }),
  );
  expect(Items).toEqual([{ id: { S: 'red' }, kind: { S: 'warm' } }]);
});
