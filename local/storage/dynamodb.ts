import {
  CreateTableCommand,
  DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { Exchanges } from '../http/exchange.ts';
import type { Handler } from '../http/listener.ts';
import { callerOf } from '../service/caller.ts';
import { localAdmin, principalArn } from '../service/principal.ts';

/** What `X-Amz-Target` has before the dot in requests to DynamoDB. */
export const DYNAMODB_TARGET = 'DynamoDB_20120810';

export interface DynamoDb {
  readonly handle: Handler;
  /** Makes a table from the properties that CloudFormation has for it, unless it is there. */
  createTable(name: string, properties: Readonly<Record<string, unknown>>): Promise<void>;
}

interface Surroundings {
  endpoint: string;
  region: string;
  accountId: string;
  exchanges: Exchanges;
}

/** DynamoDB in memory, behind a port that is already open: dynalite's server is handed requests. */
export function startDynamoDb({ exchanges, accountId, ...where }: Surroundings): DynamoDb {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  return {
    handle: (request, response) => {
      const start = performance.now();
      const target = String(request.headers['x-amz-target']);
      const accessKeyId = callerOf(request)?.accessKeyId ?? 'anonymous';
      response.once('finish', () =>
        exchanges.publish({
          service: 'dynamodb',
          operation: target.slice(DYNAMODB_TARGET.length + 1),
          principalArn: principalArn(localAdmin(accountId, accessKeyId)),
          input: undefined, // passes by unread
          durationMs: performance.now() - start,
        }),
      );
      server.emit('request', request, response);
    },
    async createTable(name, properties) {
      const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
      const client = new DynamoDBClient({ ...where, credentials });
      try {
        await client.send(new CreateTableCommand(tableFrom(name, properties)));
      } catch (error) {
        // A stack that is started again finds its table.
        if (!(error instanceof ResourceInUseException)) throw error;
      } finally {
        client.destroy();
      }
    },
  };
}

/** The members that dynalite knows; encryption, time to live and the like change nothing in memory. */
function tableFrom(
  name: string,
  { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes }: Readonly<Record<string, unknown>>,
) {
  type Input = ConstructorParameters<typeof CreateTableCommand>[0];
  const table = { TableName: name, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes };
  return { ...table, BillingMode: 'PAY_PER_REQUEST' } as Input;
}
