import { type ECSClient, paginateListClusters } from '@aws-sdk/client-ecs';
import type { Known } from '../known.ts';
import { type Found, type ImageUri, takeAtMost, unknownBeyond } from './bounds.ts';
import { type DefinitionOf, imagesOfDefinitions, lastDefinitions } from './ecs/definitions.ts';
import { nameOf } from './ecs/names.ts';
import { pinnedImages } from './ecs/revisions.ts';
import { describedServices, type ServiceOf, servicesOf } from './ecs/services.ts';
import { imagesOfTasks, tasksOf } from './ecs/tasks.ts';
import { inParts } from './parts.ts';

/** The most of each that are read. */
const MOST = { clusters: 1000, services: 5000, tasks: 20_000 };

export interface EcsReading {
  /** How many of the last task definitions of each family count as on standby. */
  taskDefinitions: number;
  /** Those that earlier readings have read, by their ARNs; it grows. */
  known: Known;
}

/**
 * The images of ECS: of services (their task definitions, deployments under way, task sets, and the digests that ECS
 * has pinned), of running and stopped tasks, and of the last task definitions of each family.
 */
export async function ecsImages(
  ecs: ECSClient,
  { taskDefinitions, known }: EcsReading,
): Promise<Found> {
  const listed = await listClusters(ecs);
  const services = await describedServices(ecs, listed.services);
  const pinned = await pinnedImages(ecs, services.items);
  const tasks = await imagesOfTasks(ecs, listed.tasks);
  const last = await lastDefinitions(ecs, taskDefinitions);
  const named = [...pinned.items, ...tasks.items];
  const used = [
    ...services.items.flatMap(definitionsOf),
    ...named.filter((it): it is DefinitionOf => 'taskDefinition' in it),
  ];
  const isUsed = new Set(used.map(({ taskDefinition }) => taskDefinition));
  const unused = last.items.filter(({ taskDefinition }) => !isUsed.has(taskDefinition));
  const defined = await imagesOfDefinitions(ecs, [...used, ...unused], known);
  return {
    items: [...named.filter((it): it is ImageUri => 'uri' in it), ...defined.items],
    unknown: [listed, services, pinned, tasks, last, defined].flatMap(({ unknown }) => unknown),
  };
}

function definitionsOf({ by, taskDefinitions }: ServiceOf): DefinitionOf[] {
  return taskDefinitions.map((taskDefinition) => ({ by, taskDefinition }));
}

/** The services and tasks of all clusters: one cluster at a time, as the bounds hold for all together. */
async function listClusters(ecs: ECSClient) {
  const clusters = await takeAtMost(
    'clusters',
    MOST.clusters,
    paginateListClusters({ client: ecs }, {}),
    (page) => page.clusterArns,
  );
  const left = { services: MOST.services, tasks: MOST.tasks };
  const read = await inParts(
    clusters.items,
    (cluster) => `the cluster ${nameOf(cluster)}`,
    async (cluster) => {
      const services = await servicesOf(ecs, cluster, left.services);
      left.services -= services.items.length;
      const tasks = await tasksOf(ecs, cluster, left.tasks);
      left.tasks -= tasks.items.length;
      return [{ cluster, services, tasks }];
    },
    1,
  );
  const of = (what: 'services' | 'tasks') =>
    read.items.map((it) => ({ cluster: it.cluster, arns: it[what].items }));
  const beyond = read.items.flatMap(({ services, tasks }) => [...services.beyond, ...tasks.beyond]);
  return {
    services: of('services'),
    tasks: of('tasks'),
    unknown: [...read.unknown, ...unknownBeyond([...clusters.beyond, ...beyond])],
  };
}
