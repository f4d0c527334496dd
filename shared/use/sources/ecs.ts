import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  paginateListClusters,
  paginateListServices,
  paginateListTasks,
} from '@aws-sdk/client-ecs';
import { type Bounded, type ImageUri, takeAtMost } from './bounds.ts';

/** The most of each that are read. */
const MOST = { clusters: 100, services: 2000, tasks: 2000, definitions: 500 };

/** The most that DescribeServices and DescribeTasks take at a time. */
const BATCH = { services: 10, tasks: 100 };

/**
 * The images of all services, by their task definitions, and of all running tasks. One call at a time: the account's
 * rates of ECS are shared with deployments, which need them more.
 */
export async function ecsImages(ecs: ECSClient): Promise<Bounded<ImageUri>> {
  const client = { client: ecs };
  const clusters = await takeAtMost(
    'clusters',
    MOST.clusters,
    paginateListClusters(client, {}),
    (page) => page.clusterArns,
  );
  const services: ServiceOf[] = [];
  const found: ImageUri[] = [];
  const beyond = [...clusters.beyond];
  let tasksLeft = MOST.tasks;
  for (const cluster of clusters.items) {
    const listed = await takeAtMost(
      'services',
      MOST.services - services.length,
      paginateListServices(client, { cluster }),
      (page) => page.serviceArns,
    );
    services.push(...(await describedServices(ecs, cluster, listed.items)));
    const tasks = await takeAtMost(
      'tasks',
      tasksLeft,
      paginateListTasks(client, { cluster, desiredStatus: 'RUNNING' }),
      (page) => page.taskArns,
    );
    tasksLeft -= tasks.items.length;
    found.push(...(await imagesOfTasks(ecs, cluster, tasks.items)));
    beyond.push(...listed.beyond, ...tasks.beyond);
  }
  const ofServices = await imagesOfServices(ecs, services);
  return { items: [...ofServices.items, ...found], beyond: [...beyond, ...ofServices.beyond] };
}

interface ServiceOf {
  by: string;
  taskDefinition: string;
}

async function describedServices(
  ecs: ECSClient,
  cluster: string,
  arns: readonly string[],
): Promise<ServiceOf[]> {
  const found: ServiceOf[] = [];
  for (const services of batches(arns, BATCH.services)) {
    const answer = await ecs.send(new DescribeServicesCommand({ cluster, services }));
    for (const { serviceName, taskDefinition } of answer.services ?? []) {
      if (taskDefinition === undefined) continue;
      found.push({ by: `ECS service ${nameOf(cluster)}/${serviceName}`, taskDefinition });
    }
  }
  return found;
}

/** A task has the image that it has pulled, by name and digest: its definition is not needed. */
async function imagesOfTasks(
  ecs: ECSClient,
  cluster: string,
  arns: readonly string[],
): Promise<ImageUri[]> {
  const found: ImageUri[] = [];
  for (const tasks of batches(arns, BATCH.tasks)) {
    const answer = await ecs.send(new DescribeTasksCommand({ cluster, tasks }));
    for (const { group = 'task', containers = [] } of answer.tasks ?? []) {
      const by = `ECS task ${nameOf(cluster)}/${group.replace(/^family:/, '')}`;
      for (const { image, imageDigest } of containers) {
        if (image === undefined) continue;
        found.push({ by, uri: image });
        if (imageDigest) found.push({ by, uri: `${image.replace(/@.*$/, '')}@${imageDigest}` });
      }
    }
  }
  return found;
}

async function imagesOfServices(
  ecs: ECSClient,
  services: readonly ServiceOf[],
): Promise<Bounded<ImageUri>> {
  const definitions = [...new Set(services.map(({ taskDefinition }) => taskDefinition))];
  const images = new Map<string, string[]>();
  for (const taskDefinition of definitions.slice(0, MOST.definitions)) {
    const answer = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
    const containers = answer.taskDefinition?.containerDefinitions ?? [];
    images.set(
      taskDefinition,
      containers.flatMap(({ image }) => image ?? []),
    );
  }
  return {
    items: services.flatMap(({ by, taskDefinition }) =>
      (images.get(taskDefinition) ?? []).map((uri) => ({ by, uri })),
    ),
    beyond: definitions.length > MOST.definitions ? ['task definitions'] : [],
  };
}

function* batches<Item>(items: readonly Item[], size: number): Generator<Item[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

function nameOf(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}
