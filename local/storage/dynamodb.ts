import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import {
  CreateTableCommand,
  DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { readBody } from '../http/body.ts';
import type { Exchanges } from '../http/exchange.ts';
import { type Gate, plain } from '../http/gate.ts';
import type { Handler } from '../http/listener.ts';
import { callerOf } from '../service/caller.ts';
import { localAdmin, principalArn } from '../service/principal.ts';
import { errorAnswer } from './answers.ts';

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
  gate: Gate;
  exchanges: Exchanges;
}

/** DynamoDB in memory, behind a port that is already open: dynalite's server is handed requests. */
export function startDynamoDb({ gate, exchanges, accountId, ...where }: Surroundings): DynamoDb {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const start = performance.now();
    const body = await readBody(request);
    const call = callOf(request, body, { ...where, accountId });
    const { resource: _, ...told } = call;
    const { error, drop } = await gate.judge(call);
    if (drop === 'before') return void request.socket.destroy();
    response.once('close', () => {
      const durationMs = performance.now() - start;
      exchanges.publish({ ...told, ...(error && { error: plain(error) }), durationMs });
    });
    if (error) {
      const answer = errorAnswer('dynamodb', error);
      response.writeHead(error.status, { 'content-type': answer.type }).end(answer.body);
      return undefined;
    }
    if (drop === 'after') response.end = () => response.destroy();
    server.emit('request', readAgain(request, body), response);
  }

  return {
    // Whoever hangs up before all is said has no answer to wait for.
    handle: (request, response) => void pass(request, response).catch(() => response.destroy()),
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

function callOf(
  request: IncomingMessage,
  body: string,
  { region, accountId }: { region: string; accountId: string },
) {
  const input: unknown = parsed(body);
  const accessKeyId = callerOf(request)?.accessKeyId ?? 'anonymous';
  const table = Reflect.get(Object(input), 'TableName') ?? '*';
  return {
    service: 'dynamodb',
    operation: String(request.headers['x-amz-target']).slice(DYNAMODB_TARGET.length + 1),
    principalArn: principalArn(localAdmin(accountId, accessKeyId)),
    resource: `arn:aws:dynamodb:${region}:${accountId}:table/${table}`,
    input,
  };
}

/** What is no JSON, DynamoDB itself refuses. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A request whose body has been read, as one that can be read. */
function readAgain({ method, url, headers }: IncomingMessage, body: string): Readable {
  return Object.assign(Readable.from([Buffer.from(body)]), { method, url, headers });
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
