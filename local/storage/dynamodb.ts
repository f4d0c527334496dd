import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
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
import { type Principal, principalArn } from '../service/principal.ts';
import { storageCaller } from '../service/session.ts';
import { errorAnswer } from './answers.ts';

export interface DynamoDb {
  readonly handle: Handler;
  /** Creates a table in the default region from its CloudFormation properties, unless it exists. */
  createTable(name: string, properties: Readonly<Record<string, unknown>>): Promise<void>;
  close(): Promise<void>;
}

interface Surroundings {
  endpoint: string;
  region: string;
  accountId: string;
  /** Folder in which tables survive a restart; default none. */
  folder?: string | undefined;
  gate: Gate;
  exchanges: Exchanges;
  now: () => Date;
}

/**
 * DynamoDB behind a port that is already open: requests are passed to dynalite's servers, one for each region. All
 * tables belong to the default account.
 */
export function startDynamoDb(options: Surroundings): DynamoDb {
  const { gate, exchanges, accountId, endpoint, now } = options;
  const servers = new Map<string, Server>();

  function serverIn(region: string): Server {
    const known = servers.get(region);
    if (known) return known;
    const server = startDynalite({ ...options, region });
    servers.set(region, server);
    return server;
  }

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const start = performance.now();
    const body = await readBody(request);
    const { who, region = options.region, refused } = storageCaller(request, accountId, now());
    const call = callOf(request, body, { region, accountId, who });
    const { resource: _, ...seen } = call;
    const { error = refused, drop } = await gate.judge({ ...call, caller: who, region });
    if (drop === 'before') return void request.socket.destroy();
    response.once('close', () => {
      const durationMs = performance.now() - start;
      exchanges.publish({ ...seen, ...(error && { error: plain(error) }), durationMs });
    });
    if (error) {
      const answer = errorAnswer('dynamodb', error);
      response.writeHead(error.status, { 'content-type': answer.type }).end(answer.body);
      return undefined;
    }
    if (drop === 'after') response.end = () => response.destroy();
    serverIn(region).emit('request', readAgain(request, body), response);
  }

  return {
    // A client that disconnects before its request is complete gets no response.
    handle: (request, response) => void pass(request, response).catch(() => response.destroy()),
    async createTable(name, properties) {
      const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
      const client = new DynamoDBClient({ endpoint, region: options.region, credentials });
      try {
        await client.send(new CreateTableCommand(tableFrom(name, properties)));
      } catch (error) {
        // The table of a restarted stack already exists.
        if (!(error instanceof ResourceInUseException)) throw error;
      } finally {
        client.destroy();
      }
    },
    async close() {
      if (options.folder !== undefined) await Promise.all(servers.values().map(closed));
    },
  };
}

/** At its start, dynalite takes account and region of its tables' ARNs from the environment. */
function startDynalite({ accountId, region, folder }: Surroundings): Server {
  const { AWS_ACCOUNT_ID, AWS_REGION } = process.env;
  Object.assign(process.env, { AWS_ACCOUNT_ID: accountId, AWS_REGION: region });
  try {
    return dynalite({
      ...{ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 },
      ...(folder !== undefined && { path: join(folder, region) }),
    });
  } finally {
    restore({ AWS_ACCOUNT_ID, AWS_REGION });
  }
}

function restore(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

/** dynalite releases its files only when a server that has listened is closed. */
async function closed(server: Server): Promise<void> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
}

function callOf(
  request: IncomingMessage,
  body: string,
  { region, accountId, who }: { region: string; accountId: string; who: Principal },
) {
  const input: unknown = parsed(body);
  const table = Reflect.get(Object(input), 'TableName') ?? '*';
  return {
    service: 'dynamodb',
    operation: String(request.headers['x-amz-target']).split('.').at(-1) ?? '*',
    principalArn: principalArn(who),
    resource: `arn:aws:dynamodb:${region}:${accountId}:table/${table}`,
    input,
  };
}

/** DynamoDB itself refuses invalid JSON. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A request whose body can be read again. */
function readAgain({ method, url, headers }: IncomingMessage, body: string): Readable {
  return Object.assign(Readable.from([Buffer.from(body)]), { method, url, headers });
}

/** The properties that dynalite knows; encryption, time to live and the like have no effect here. */
function tableFrom(
  name: string,
  { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes }: Readonly<Record<string, unknown>>,
) {
  type Input = ConstructorParameters<typeof CreateTableCommand>[0];
  const table = { TableName: name, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes };
  return { ...table, BillingMode: 'PAY_PER_REQUEST' } as Input;
}
