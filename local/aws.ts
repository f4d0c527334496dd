import type { FauxqsServer } from 'fauxqs';
import { memoryBlobs } from './blobs/memory.ts';
import { type DataFolder, openDataFolder } from './data/folder.ts';
import { createUploads } from './distribution/upload-sessions.ts';
import { type LifecycleRun, runLifecyclePolicies } from './ecr/lifecycle/run.ts';
import { excludeFromPullTimes } from './ecr/registry/pull-time-exclusions.ts';
import { resume } from './ecr/resume.ts';
import { dumpSnapshot } from './ecr/snapshot/dump.ts';
import type { Snapshot } from './ecr/snapshot/snapshot.ts';
import type { EventBus } from './events/bus.ts';
import { createExchanges, type Exchange } from './http/exchange.ts';
import { createFaults } from './http/fault-injector.ts';
import type { Faults } from './http/faults.ts';
import { createGate } from './http/gate.ts';
import { type Listener, listen } from './http/listener.ts';
import { createMounts, type Mounts } from './http/mounts.ts';
import { createRouter } from './http/router.ts';
import { saveFirst } from './http/save-first.ts';
import { createPermissions, type Permissions } from './iam/permissions.ts';
import type { LocalAwsOptions } from './options.ts';
import { checkPeers, isSamePlace, type Peer, type Place } from './peers.ts';
import { parseUpstreams } from './pull-through/options.ts';
import { openRegion } from './region.ts';
import { createRegions, type Regions } from './regions.ts';
import { homeOf, startHome, startRegion } from './state.ts';
import { type DynamoDb, startDynamoDb } from './storage/dynamodb.ts';
import { startStorage } from './storage/storage.ts';

export type { Exchange } from './http/exchange.ts';
export type { Fault, Faults } from './http/faults.ts';
export type { Peer } from './peers.ts';
export type { PullThroughOptions } from './pull-through/options.ts';
export type { Uses } from './uses/uses.ts';

/**
 * A running AWS, on one port of this machine: ECR, Secrets Manager, ECS, Lambda's lists and an event bus in every
 * account and region; STS, S3, SNS, SQS and DynamoDB of the default account, whoever calls. Any credentials are
 * accepted. An access key that is an account id belongs to that account; credentials from AssumeRole are checked.
 */
export interface LocalAws {
  /** What clients take as endpoint (`AWS_ENDPOINT_URL`): `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly port: number;
  readonly accountId: string;
  readonly region: string;
  /** The bus for all events of these services, in the default account and region. */
  readonly bus: EventBus;
  readonly faults: Faults;
  /** The policies of roles and resources, by which calls are allowed. */
  readonly permissions: Permissions;
  /** Direct access to S3, SNS and SQS. */
  readonly storage: FauxqsServer;
  /** Direct access to DynamoDB. */
  readonly dynamodb: Pick<DynamoDb, 'createTable'>;
  /** Excludes a principal from pull times, as a stack does; one that is excluded stays so. */
  excludeFromPullTimes(principalArn: string): void;
  /**
   * Calls `listener` with every answered call, for a live view, for counting or for checks; call the result to
   * stop.
   */
  onExchange(listener: (exchange: Exchange) => void): () => void;
  /** Serves paths that are not AWS's, by prefix, with a handler of its own; call the result to stop. */
  readonly mount: Mounts['mount'];
  /** Stops listening and ends all connections, including idle ones. It may be called twice. */
  close(): Promise<void>;
}

/** What `startLocalAws` starts, with what only its caller needs. */
export interface StartedAws extends LocalAws, Peer {
  /** The current content of the registry, which `startLocalAws` can load. */
  snapshot(): Snapshot;
  /** Does now what ECR does after its responses (scans, previews, copies), whatever the option `durations` says. */
  finishTasks(): void;
  /** Runs the lifecycle policies of all repositories now, which AWS does within 24 hours. */
  runLifecyclePolicies(): LifecycleRun[];
}

/**
 * Starts a local AWS in this process.
 *
 * @throws Error when the port is in use; DataFolderError, UpstreamAddressError
 */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<StartedAws> {
  const listener = await listen(options.port ?? 0);
  try {
    return await compose(options, listener);
  } catch (error) {
    await listener.close();
    throw error;
  }
}

async function compose(options: LocalAwsOptions, listener: Listener): Promise<StartedAws> {
  const upstreams = parseUpstreams(options.upstreams ?? {});
  const folder = options.data === undefined ? undefined : await openDataFolder(options.data);
  try {
    return await composeOver(options, listener, upstreams, folder);
  } catch (error) {
    await folder?.close();
    throw error;
  }
}

async function composeOver(
  options: LocalAwsOptions,
  listener: Listener,
  upstreams: ReadonlyMap<string, URL>,
  folder: DataFolder | undefined,
): Promise<StartedAws> {
  const { now = () => new Date(), peers = [] } = options;
  const home = homeOf(options, folder);
  const { accountId, region } = home;
  checkPeers(home, peers);
  const endpoint = `http://127.0.0.1:${listener.port}`;
  const faults = createFaults(options.faults);
  const exchanges = createExchanges();
  const permissions = options.permissions ?? createPermissions(options.iam !== 'off');
  const gate = createGate(faults, exchanges, permissions);

  const blobs = folder?.blobs ?? memoryBlobs();
  const uploads = createUploads(blobs, now);
  const around = {
    ...{ home, endpoint, now, gate, exchanges, faults, blobs, uploads, upstreams },
    world: { ...options, permissions },
    auth: options.auth ?? true,
    pullThrough: options.pullThrough ?? {},
    replicationTarget: ({ registryId, region }: { registryId: string; region: string }) =>
      regions.replicationTarget({ accountId: registryId, region }),
  };
  const open = (place: Place) => {
    const isHome = isSamePlace(place, home);
    const stored = folder?.stored(place);
    const start = isHome ? startHome(options, home, now, stored) : startRegion(place, now, stored);
    const kept = { registry: start.registry, secrets: start.vault.secrets };
    const changed = folder?.keep(place, kept) ?? (() => {});
    const uses = (isHome && options.uses) || {};
    const readOnly = isHome && options.synthetic !== undefined;
    const opened = openRegion(place, around, { ...start, changed, uses, readOnly });
    if (stored) resume(opened.ecr);
    return opened;
  };
  const regions: Regions = createRegions(home, options.accounts ?? [], peers, open);
  for (const place of folder?.places ?? []) regions.at(place);
  const { bus, ecr, takeReplica } = regions.home;
  const own = { endpoint, accountId, region, gate, exchanges, now };
  const storage = await startStorage({ ...own, folder: folder?.storage(accountId) });
  const dynamodb = startDynamoDb({ ...own, folder: folder?.tables(accountId) });
  const mounts = createMounts();
  const router = createRouter(regions, { storage: storage.handle, dynamodb: dynamodb.handle });
  const answer = mounts.before(folder ? saveFirst(router, folder.save) : router);
  listener.serve(answer);

  let closed: Promise<unknown> | undefined;

  return {
    ...{ endpoint, accountId, region, bus, faults, permissions, dynamodb, takeReplica, answer },
    port: listener.port,
    storage: storage.server,
    excludeFromPullTimes: (principalArn) => excludeFromPullTimes(ecr, principalArn),
    snapshot: () => dumpSnapshot(ecr.registry),
    runLifecyclePolicies: () => runLifecyclePolicies(ecr),
    finishTasks: () => {
      for (const it of regions.all()) it.finishTasks();
    },
    judge: gate.judge,
    onExchange: exchanges.subscribe,
    mount: mounts.mount,
    close: async () => {
      gate.close();
      for (const it of regions.all()) it.close();
      closed ??= Promise.all([listener.close(), storage.close(), dynamodb.close()])
        .then(uploads.close)
        .then(() => folder?.close());
      await closed;
    },
  };
}
