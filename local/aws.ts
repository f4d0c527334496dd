import type { FauxqsServer } from 'fauxqs';
import { memoryBlobs } from './blobs/memory.ts';
import { type DataFolder, openDataFolder } from './data/folder.ts';
import { createUploads } from './distribution/upload-sessions.ts';
import { type LifecycleRun, runLifecyclePolicies } from './ecr/lifecycle/run.ts';
import { resume } from './ecr/resume.ts';
import { dumpSnapshot } from './ecr/snapshot/dump.ts';
import type { Snapshot } from './ecr/snapshot/snapshot.ts';
import type { SyntheticSize } from './ecr/synthetic/size.ts';
import type { WorldOptions } from './ecr/world.ts';
import type { EventBus } from './events/bus.ts';
import { createExchanges, type Exchange } from './http/exchange.ts';
import { createFaults } from './http/fault-injector.ts';
import type { Fault, Faults } from './http/faults.ts';
import { createGate } from './http/gate.ts';
import { type Listener, listen } from './http/listener.ts';
import { createMounts, type Mounts } from './http/mounts.ts';
import { createRouter } from './http/router.ts';
import { saveFirst } from './http/save-first.ts';
import { checkPeers, isSamePlace, type Peer, type Place } from './peers.ts';
import { type PullThroughOptions, parseUpstreams } from './pull-through/options.ts';
import { openRegion } from './region.ts';
import { createRegions, type Regions } from './regions.ts';
import { createPermissions, type Permissions } from './service/permissions.ts';
import { homeOf, startHome, startRegion } from './state.ts';
import { type DynamoDb, startDynamoDb } from './storage/dynamodb.ts';
import { startStorage } from './storage/storage.ts';
import type { Uses } from './uses/uses.ts';

export type { Exchange } from './http/exchange.ts';
export type { Fault, Faults } from './http/faults.ts';
export type { Peer } from './peers.ts';
export type { PullThroughOptions } from './pull-through/options.ts';
export type { Uses } from './uses/uses.ts';

export interface LocalAwsOptions extends WorldOptions {
  /** TCP port on 127.0.0.1; default 0, any free one. */
  port?: number;
  /** The account of plain credentials; default the snapshot's, else `123456789012`. */
  accountId?: string;
  /** Other accounts that there are: roles in them can be assumed, and images replicated to them; default none. */
  accounts?: readonly string[];
  /**
   * The region of functions, snapshots and whatever names none; default the snapshot's, else `eu-west-1`. All
   * others are there too, each with its own registry, secrets and bus, from its first use on.
   */
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
   * Folder in which all of it survives a restart, made if need be; default none, so that it is gone at the end.
   * What was answered is still there after `kill -9`, and what ECR had begun goes on. Uploads that are under way are
   * not kept.
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
   * Accounts and regions behind the same endpoint that have faults, exchanges, events and a clock of their own,
   * which the calls to them count for; each started before and to be closed by its starter; default none. All
   * others share those of this one, as do STS, S3, SNS, SQS and DynamoDB of the peers. Of roles, only a fault on
   * `sts:AssumeRole` in their account (in several regions: in the first one) keeps them from being assumed.
   */
  peers?: readonly Peer[];
}

/**
 * A running AWS, on one port of this machine: ECR, Secrets Manager, ECS, Lambda's lists and an event bus in
 * every account and region; STS, S3, SNS, SQS and DynamoDB of the default account, whoever calls. Any
 * credentials will do. A key that is an account id is of that account; what AssumeRole gave out is checked.
 */
export interface LocalAws {
  /** What clients take as endpoint (`AWS_ENDPOINT_URL`): `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly port: number;
  readonly accountId: string;
  readonly region: string;
  /** Where every event of these services arrives, in the default account and region. */
  readonly bus: EventBus;
  readonly faults: Faults;
  /** What callers may do whose policies are known. */
  readonly permissions: Permissions;
  /** S3, SNS and SQS from the inside. */
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
  const home = homeOf(options, folder);
  const { accountId, region } = home;
  checkPeers(home, peers);
  const endpoint = `http://127.0.0.1:${listener.port}`;
  const faults = createFaults(options.faults);
  const exchanges = createExchanges();
  const gate = createGate(faults, exchanges);

  const blobs = folder?.blobs ?? memoryBlobs();
  const uploads = createUploads(blobs, now);
  const permissions = options.permissions ?? createPermissions();
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
  const own = { endpoint, accountId, region, gate, exchanges };
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
    snapshot: () => dumpSnapshot(ecr.registry),
    runLifecyclePolicies: () => runLifecyclePolicies(ecr),
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
