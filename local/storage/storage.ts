import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FauxqsServer } from 'fauxqs';
import type { Exchanges } from '../http/exchange.ts';
import type { Gate } from '../http/gate.ts';
import type { Handler } from '../http/listener.ts';
import type { StorageApp } from './app.ts';
import { loadFauxqs } from './fauxqs.ts';
import { passThroughGate } from './hooks.ts';
import { withReachableQueueUrls } from './queue-urls.ts';

export interface Storage {
  readonly server: FauxqsServer;
  readonly handle: Handler;
  close(): Promise<void>;
}

/** Fastify announces every application that it creates (Fastify documentation, "Hooks: diagnostics channel"). */
const channel = 'fastify.initialization';

/**
 * Starts S3, SNS and SQS in this process, behind a port that is already open. fauxqs would open another one, on all
 * networks: its application is kept from listening, and gets requests passed instead. So the addresses that it
 * returns, such as those of queues, have the port that clients use.
 */
export async function startStorage(options: {
  endpoint: string;
  accountId: string;
  region: string;
  /** Folder in which all state survives a restart; default none. */
  folder?: string | undefined;
  gate: Gate;
  exchanges: Exchanges;
  now: () => Date;
}): Promise<Storage> {
  const { startFauxqs } = await loadFauxqs(options.accountId);
  let app: StorageApp | undefined;
  const prepare = (message: unknown) => {
    app = (message as { fastify: StorageApp }).fastify;
    passThroughGate(app, options);
    stayOffTheNetwork(app, options.endpoint);
  };
  subscribe(channel, prepare);
  const starting = startFauxqs({
    ...{ logger: false, port: 0, defaultRegion: options.region },
    ...(options.folder !== undefined && { dataDir: options.folder }),
  });
  unsubscribe(channel, prepare);
  const server = await starting;
  if (!app) throw new Error(`fauxqs created no application that ${channel} announced`);
  const { routing } = app;
  return {
    server: withReachableQueueUrls(server, options.endpoint),
    handle: routing,
    close: () => server.stop(),
  };
}

function stayOffTheNetwork(app: StorageApp, endpoint: string): void {
  Object.assign(app, {
    listen: async () => {
      await app.ready();
      return endpoint;
    },
  });
}
