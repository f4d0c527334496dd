import type { ContainerUse } from '../container.ts';
import type { ServiceUse, TaskUse, Uses } from '../uses.ts';

/** A task definition of ECS. */
export interface Definition {
  arn: string;
  family: string;
  images: readonly string[];
  status: 'ACTIVE' | 'INACTIVE';
}

export interface Revision {
  arn: string;
  containers: readonly ContainerUse[];
}

export type EcsState = ReturnType<typeof ecsState>;

/** What the starter has declared, with the ARNs that ECS gives it. */
export function ecsState(
  { services = [], tasks = [], taskDefinitions = [] }: Uses,
  { accountId, region }: { accountId: string; region: string },
) {
  const arn = (rest: string) => `arn:aws:ecs:${region}:${accountId}:${rest}`;
  const definitions = new Map<string, Definition>();
  const families = new Map<string, Definition[]>();
  const define = (family: string, images: readonly string[], status: Definition['status']) => {
    const revisions = families.get(family) ?? [];
    const added = {
      arn: arn(`task-definition/${family}:${revisions.length + 1}`),
      family,
      images,
      status,
    };
    families.set(family, [...revisions, added]);
    definitions.set(added.arn, added);
    return added.arn;
  };
  const ofService = (service: ServiceUse) => {
    const {
      cluster,
      name,
      images,
      deployments = [],
      taskSets = [],
      revision,
      deployment,
    } = service;
    const revisionOf = (id: number, containers: readonly ContainerUse[] | undefined) =>
      containers && { arn: arn(`service-revision/${cluster}/${name}/${id}`), containers };
    const add = (of: readonly string[]) => define(name, of, 'ACTIVE');
    return {
      ...{ arn: arn(`service/${cluster}/${name}`), cluster, name },
      clusterArn: arn(`cluster/${cluster}`),
      // A task definition is older than what is deployed after it.
      deployments: deployments.map(add),
      taskSets: taskSets.map(add),
      taskDefinition: add(images),
      revision: revisionOf(2, revision),
      deployment: deployment && {
        arn: arn(`service-deployment/${cluster}/${name}/1`),
        status: deployment.status,
        source: revisionOf(1, deployment.source),
      },
    };
  };
  const ofTask = (task: TaskUse, at: number) => ({
    ...task,
    arn: arn(`task/${task.cluster}/${at}`),
    clusterArn: arn(`cluster/${task.cluster}`),
    taskDefinition: define(
      task.family,
      task.containers.map(({ image = 'unnamed' }) => image),
      'ACTIVE',
    ),
  });
  const state = { services: services.map(ofService), tasks: tasks.map(ofTask) };
  for (const { family, images, status = 'ACTIVE' } of taskDefinitions)
    define(family, images, status);
  const revisions = state.services.flatMap(({ revision, deployment }) => [
    ...(revision ? [revision] : []),
    ...(deployment?.source ? [deployment.source] : []),
  ]);
  return {
    ...state,
    ...{ definitions, families },
    clusters: [...new Set([...services, ...tasks].map(({ cluster }) => cluster))]
      .sort()
      .map((name) => arn(`cluster/${name}`)),
    revisions: new Map(revisions.map((it): [string, Revision] => [it.arn, it])),
  };
}
