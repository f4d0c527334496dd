import {
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
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

test('faults hit its calls like others, and listeners see its requests', async () => {
  const { aws, dynamodb } = await startTable();
  const put = (id: string) =>
    dynamodb.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }));
  const seen: unknown[] = [];
  aws.onExchange(({ operation, input, error }) => seen.push({ operation, input, error }));
  aws.faults.set([
    { operations: ['dynamodb:PutItem'], error: 'AccessDeniedException', times: 1 },
    { operations: ['dynamodb:PutItem'], error: 'InternalServerError', status: 500, times: 1 },
    { operations: ['dynamodb:PutItem'], drop: 'before', times: 1 },
    { operations: ['dynamodb:PutItem'], drop: 'after', times: 1 },
  ]);
  await expect(put('denied')).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining(
      'is not authorized to perform: dynamodb:PutItem on resource: ' +
        'arn:aws:dynamodb:eu-west-1:123456789012:table/colours',
    ),
  });
  await expect(put('failed')).rejects.toMatchObject({ name: 'InternalServerError' });
  await expect(put('cut off')).rejects.toMatchObject({ code: 'ECONNRESET' });
  await expect(put('answer lost')).rejects.toMatchObject({ code: 'ECONNRESET' });
  await put('kept');
  const { Items } = await dynamodb.send(new ScanCommand({ TableName }));
  expect(Items?.map(({ id }) => id?.S).sort()).toEqual(['answer lost', 'kept']);
  expect(seen).toMatchObject([
    { input: { Item: { id: { S: 'denied' } } }, error: { name: 'AccessDeniedException' } },
    { input: { Item: { id: { S: 'failed' } } }, error: { status: 500 } },
    { input: { Item: { id: { S: 'answer lost' } } }, error: undefined },
    { operation: 'PutItem', input: { TableName, Item: { id: { S: 'kept' } } } },
    { operation: 'Scan' },
  ]);
});
