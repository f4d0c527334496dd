import type { BlobStore } from './blobs/store.ts';
import { layerOperations } from './distribution/layer-operations.ts';
import { distributionHandler } from './distribution/service.ts';
import type { Uploads } from './distribution/upload-sessions.ts';
import type { Ecr } from './ecr/model/ecr.ts';
import type { Registry } from './ecr/model/registry.ts';
import { replicationFault } from './ecr/replication/fault.ts';
import { takeReplica } from './ecr/replication/take.ts';
import type { ReplicationTarget } from './ecr/replication/target.ts';
import type { PullThrough } from './ecr/rules/pull-through.ts';
import { ecrService } from './ecr/service.ts';
import { createWorld, type World, type WorldOptions } from './ecr/world.ts';
import { createEventBus, type EventBus } from './events/bus.ts';
import type { EventSink } from './events/event.ts';
import { eventsService } from './events/service.ts';
import type { Exchanges } from './http/exchange.ts';
import type { FaultInjector } from './http/fault-injector.ts';
import type { Gate } from './http/gate.ts';
import type { Handler } from './http/listener.ts';
import type { Site } from './http/site.ts';
import type { Place } from './peers.ts';
import type { PullThroughOptions } from './pull-through/options.ts';
import { createPullThrough } from './pull-through/pull-through.ts';
import { secretsManagerService, vaultForEcr } from './secrets-manager/service.ts';
import type { Vault } from './secrets-manager/state.ts';
import type { JsonService } from './service/service.ts';
import { appRunnerService } from './uses/app-runner.ts';
import { jobDefinitions } from './uses/batch.ts';
import { ecsService } from './uses/ecs.ts';
import { functionList } from './uses/functions.ts';
import { inspectorUses } from './uses/inspector.ts';
import { sageMakerService } from './uses/sage-maker.ts';
import type { Uses } from './uses/uses.ts';

/** One account in one region: its registry, its secrets, its bus. */
export interface Region extends Place, ReplicationTarget {
  readonly site: Site;
  readonly bus: EventBus;
  readonly ecr: Ecr;
  /** By the part of `X-Amz-Target` before the dot. */
  readonly services: ReadonlyMap<string, JsonService>;
  readonly batch: Handler;
  readonly lambda: Handler;
  readonly inspector: Handler;
  readonly distribution: Handler;
  /** Does pending background work now. */
  finishTasks(): void;
  /** Drops pending background work. */
  close(): void;
}

/** What all regions of a local AWS have in common. */
export interface Surroundings {
  /** The default account and region. */
  readonly home: Place;
  readonly endpoint: string;
  readonly auth: boolean;
  readonly now: () => Date;
  readonly gate: Gate;
  readonly exchanges: Exchanges;
  readonly faults: FaultInjector;
  readonly blobs: BlobStore;
  readonly uploads: Uploads;
  readonly upstreams: ReadonlyMap<string, URL>;
  readonly pullThrough: PullThroughOptions;
  readonly world: WorldOptions;
  readonly replicationTarget: World['replicationTarget'];
}

/** What a region holds, and who is notified of each change. */
export interface Content {
  readonly registry: Registry;
  readonly vault: Vault;
  readonly changed: EventSink;
  /** What runs images in it. */
  readonly uses: Uses;
  /** Are its repositories synthetic? */
  readonly readOnly: boolean;
}

export function openRegion(place: Place, around: Surroundings, content: Content): Region {
  const { accountId, region } = place;
  const { now, gate, blobs, upstreams, home } = around;
  const { registry, vault, uses } = content;
  const bus = createEventBus(place);
  // Every change of state has an event, except for times of last access and background work.
  const emit: EventSink = (entry) => {
    bus.put(entry);
    content.changed(entry);
  };
  const world = createWorld(around.world, around.replicationTarget, (repositoryName) =>
    content.changed({
      ...{ source: 'aws.ecr', 'detail-type': 'Task Done', resources: [] },
      detail: { 'repository-name': repositoryName },
    }),
  );
  const ecr: Ecr = { registry, secrets: vaultForEcr(vault), emit, now, world };
  const pullThrough: PullThrough = createPullThrough({
    ...{ ecr, blobs, upstreams },
    options: around.pullThrough,
  });
  const layers = layerOperations({ ...around, ecr }, around.endpoint);
  const services = [
    ecrService(ecr, around.endpoint, pullThrough, layers, content.readOnly),
    secretsManagerService(vault),
    ecsService(uses, place),
    appRunnerService(uses.appRunner ?? [], place),
    sageMakerService(uses.sageMaker ?? {}, place),
    eventsService(bus),
  ];
  const where = { accountId, region, defaultAccount: home.accountId, where: nameOf(place, home) };
  const site: Site = { ...where, gate, emit, now };
  return {
    ...place,
    ...{ site, bus, ecr },
    services: new Map(services.map((service) => [service.target, service])),
    batch: jobDefinitions(site, uses.batch ?? []),
    lambda: functionList(site, uses.functions ?? []),
    inspector: inspectorUses(site, uses.inspector),
    distribution: distributionHandler({ ...around, ecr, pullThrough, where: site.where }),
    takeReplica: (replica) => takeReplica(ecr, replica, replicationFault(registry, around.faults)),
    finishTasks: () => world.background.finish(),
    close: () => world.background.close(),
  };
}

/** `us-east-1`, or `111122223333/us-east-1` for another account. */
function nameOf({ accountId, region }: Place, home: Place): string | undefined {
  if (accountId !== home.accountId) return `${accountId}/${region}`;
  return region === home.region ? undefined : region;
}
