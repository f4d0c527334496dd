import type { FauxqsServer } from 'fauxqs';
import { memoryBlobs } from './blobs/memory.ts';
import { type DataFolder, openDataFolder } from './data/folder.ts';
import { layerOperations } from './distribution/layer-operations.ts';
import { distributionHandler } from './distribution/service.ts';
import { createUploads } from './distribution/upload-sessions.ts';
import { type LifecycleRun, runLifecyclePolicies } from './ecr/lifecycle/run.ts';
import { replicationFault } from './ecr/replication/fault.ts';
import { takeReplica } from './ecr/replication/take.ts';
import { ecrService } from './ecr/service.ts';
import type { Snapshot } from './ecr/snapshot.ts';
import { dumpSnapshot } from './ecr/snapshot-dump.ts';
import type { Ecr } from './ecr/state.ts';
import type { SyntheticSize } from './ecr/synthetic/size.ts';
import { createWorld, type WorldOptions } from './ecr/world.ts';
import { createEventBus, type EventBus } from './events/bus.ts';
import { eventsService } from './events/service.ts';
import { createExchanges, type Exchange } from './http/exchange.ts';
import { createFaults } from './http/fault-injector.ts';
import type { Fault, Faults } from './http/faults.ts';
import { createGate } from './http/gate.ts';
import { type Handler, type Listener, listen } from './http/listener.ts';
import { createMounts, type Mounts } from './http/mounts.ts';
import { createRouter } from './http/router.ts';
import { checkPeers, type Peer } from './peers.ts';
import { type PullThroughOptions, parseUpstreams } from './pull-through/options.ts';
import { createPullThrough } from './pull-through/pull-through.ts';
import { secretsManagerService, vaultForEcr } from './secrets-manager/service.ts';
import type { Permissions } from './service/permissions.ts';
import { loadState, ownerAmong } from './state.ts';
import { DYNAMODB_TARGET, type DynamoDb, startDynamoDb } from './storage/dynamodb.ts';
import { startStorage } from './storage/storage.ts';
import { ecsService } from './uses/ecs.ts';
import { functionList } from './uses/functions.ts';
import type { Uses } from './uses/uses.ts';

export type { Exchange } from './http/exchange.ts';
export type { Fault, Faults } from './http/faults.ts';
export type { Peer } from './peers.ts';
export type { PullThroughOptions } from './pull-through/options.ts';
export type { Uses } from './uses/uses.ts';

export interface LocalAwsOptions extends WorldOptions {
  /** TCP port on 127.0.0.1; default 0, any free one. */
  port?: number;
  /** Whose it is; default the snapshot's, else `123456789012`. */
  accountId?: string;
  /** Where it is; default the snapshot's, else `eu-west-1`. */
  region?: string;
  /** What the registry holds at first; default nothing. A data folder that is not new goes before it. */
  snapshot?: Snapshot;
  /**
   * A made-up registry of this size in place of a real one, computed and not held, that can only be read;
   * default none. Not together with `snapshot` or `data`.
   */
  synthetic?: SyntheticSize;
  /** What goes wrong from the first call on; default nothing. */
  faults?: readonly Fault[];
  /** What time it is for ECR and Secrets Manager; default the machine's. */
  now?: () => Date;
  /**
   * Folder in which registry and secrets survive a restart, made if need be; default none, so that they are
   * gone at the end. S3, SNS, SQS and uploads that are under way are not kept. After `kill -9` the changes of
   * the last tenth of a second are missing, more of them when the registry is large.
   */
  data?: string;
  /** Do registry clients have to log in, with the token of GetAuthorizationToken? Default `true`. */
  auth?: boolean;
  /**
   * Registries on this machine that pull-through cache rules pull from, by the upstream that they stand for:
   * `{ 'docker-hub': 'http://127.0.0.1:5001' }`; default none, so that nothing is cached.
   */
  upstreams?: Readonly<Record<string, string>>;
  /** What runs images: ECS and Lambda list it, and nothing runs; default nothing. */
  uses?: Uses;
  /** How pulls through cache rules go. */
  pullThrough?: PullThroughOptions;
  /**
   * Other accounts and regions behind the same endpoint, each started before and to be closed by its starter;
   * default none. A client gets to ECR and Secrets Manager of another region by its region, of another account
   * by AssumeRole. Each has its own faults, exchanges, events and clock, which the calls to it count for; STS,
   * S3, SNS, SQS and DynamoDB are those of this one. Images can be replicated to them. Of roles, only a fault on
   * `sts:AssumeRole` in their account (in several regions: in the first one) keeps them from being assumed.
   */
  peers?: readonly Peer[];
}

/** A running AWS: ECR, Secrets Manager, STS, S3, SNS, SQS and an event bus, on one port of this machine. */
export interface LocalAws {
  /** What clients take as endpoint (`AWS_ENDPOINT_URL`): `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly port: number;
  readonly accountId: string;
  readonly region: string;
  /** Where every event of these services arrives. */
  readonly bus: EventBus;
  readonly faults: Faults;
  /** What callers may do whose policies are known. */
  readonly permissions: Permissions;
  /** S3, SNS and SQS from the inside. Their ARNs are of account 000000000000, which fauxqs is bound to. */
  readonly storage: FauxqsServer;
  /** DynamoDB from the inside. */
  readonly dynamodb: Pick<DynamoDb, 'createTable'>;
  /** Shows `listener` every answered call, for a live view, for counting or for checking; call the answer to stop. */
  onExchange(listener: (exchange: Exchange) => void): () => void;
  /** Opens a door of another kind beside AWS's own, at paths that start so; call the answer to close it. */
  readonly mount: Mounts['mount'];
  /** Stops listening and ends open connections, kept-alive ones too; once is enough, twice does no harm. */
  close(): Promise<void>;
}

/** What `startLocalAws` starts, with what only its starter needs. */
export interface StartedAws extends LocalAws, Peer {
  /** What the registry holds now; `startLocalAws` takes it back. */
  snapshot(): Snapshot;
  /** Runs the lifecycle policies of all repositories now, which AWS does within 24 hours. */
  runLifecyclePolicies(): LifecycleRun[];
}

/**
 * Starts an AWS in this process.
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
  const { accountId, region } = ownerAmong(options, folder);
  checkPeers({ accountId, region }, peers);
  const endpoint = `http://127.0.0.1:${listener.port}`;
  const bus = createEventBus({ accountId, region });
  // No state changes without an event, but for times of last access.
  const emit = (entry: Parameters<EventBus['put']>[0]) => {
    bus.put(entry);
    folder?.touch();
  };
  const faults = createFaults(options.faults);
  const exchanges = createExchanges();
  const gate = createGate(faults, exchanges);

  const { registry, vault } = await loadState(options, folder, { accountId, region, now });
  const world = createWorld(options);
  const ecr: Ecr = { registry, secrets: vaultForEcr(vault), emit, now, world };
  const blobs = folder?.blobs ?? memoryBlobs();
  const uploads = createUploads(blobs, now);
  const cache = { ecr, blobs, upstreams, options: options.pullThrough ?? {} };
  const pullThrough = createPullThrough(cache);
  const layers = layerOperations({ ecr, blobs, uploads }, endpoint);
  const uses = options.uses ?? {};
  const services = [
    ecrService(ecr, endpoint, pullThrough, layers, options.synthetic !== undefined),
    secretsManagerService(vault),
    ecsService(uses, { accountId, region }),
    eventsService(bus),
  ];
  const storage = await startStorage({ endpoint, accountId, region, gate, exchanges });
  const door = { ecr, blobs, pullThrough, uploads, endpoint, auth: options.auth ?? true };
  const distribution = distributionHandler({ ...door, gate, exchanges });
  const site = { accountId, region, gate, emit, now, peers };
  const lambda = functionList(site, uses.functions ?? []);
  const others = { storage: storage.handle, distribution, lambda };
  const router = createRouter(site, services, others);
  const dynamodb = startDynamoDb({ endpoint, region, accountId, gate, exchanges });
  const mounts = createMounts();
  const answer = mounts.before(forTarget(DYNAMODB_TARGET, dynamodb.handle, router));
  listener.serve(answer);

  let closed: Promise<unknown> | undefined;

  return {
    endpoint,
    port: listener.port,
    accountId,
    region,
    bus,
    faults,
    permissions: world.permissions,
    storage: storage.server,
    dynamodb,
    snapshot: () => dumpSnapshot(registry),
    runLifecyclePolicies: () => runLifecyclePolicies(ecr),
    takeReplica: (replica) => takeReplica(ecr, replica, replicationFault(registry, faults)),
    answer,
    judge: gate.judge,
    onExchange: exchanges.subscribe,
    mount: mounts.mount,
    close: async () => {
      gate.close();
      world.background.close();
      closed ??= Promise.all([listener.close(), storage.close()])
        .then(uploads.close)
        .then(() => folder?.close());
      await closed;
    },
  };
}

/** Hands requests to one service by the name that they have in `X-Amz-Target`. */
function forTarget(target: string, handle: Handler, otherwise: Handler): Handler {
  return (request, response) => {
    const asked = String(request.headers['x-amz-target'] ?? '');
    (asked.startsWith(`${target}.`) ? handle : otherwise)(request, response);
  };
}
