import { arnStart } from '../service/partition.ts';
import type { Call, Need } from './need.ts';

/** Each item of a transaction needs the action of its kind. */
const transacted: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  ConditionCheck: 'ConditionCheckItem',
};

/** Tables, or an index where a query names one. */
export function dynamodbNeeds(call: Call): readonly Need[] {
  const { operation } = call;
  const input = Object(call.input) as Record<string, unknown>;
  if (Array.isArray(input.TransactItems)) {
    return input.TransactItems.flatMap((item: object) =>
      Object.entries(item).map(([kind, on]) => ({
        action: `dynamodb:${transacted[kind] ?? kind}`,
        resource: tableOf(call, Reflect.get(Object(on), 'TableName')),
      })),
    );
  }
  const action = `dynamodb:${operation}`;
  if (input.RequestItems !== undefined) {
    const tables = Object.keys(Object(input.RequestItems));
    return tables.map((table) => ({ action, resource: tableOf(call, table) }));
  }
  if (typeof input.TableName !== 'string') return [{ action, resource: '*' }];
  const table = tableOf(call, input.TableName);
  const index = typeof input.IndexName === 'string' ? `/index/${input.IndexName}` : '';
  return [{ action, resource: `${table}${index}` }];
}

/** A table may be named by its ARN. */
function tableOf({ region, accountId }: Call, name: unknown): string {
  const text = String(name);
  if (text.startsWith('arn:')) return text;
  return `${arnStart(region)}:dynamodb:${region}:${accountId}:table/${text}`;
}
