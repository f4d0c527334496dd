import {
  DescribeServicesCommand,
  type ECSClient,
  paginateListServices,
  type Service,
} from '@aws-sdk/client-ecs';
import { type Bounded, batches, type Found, takeAtMost } from '../bounds.ts';
import { inParts, unlessGone } from '../parts.ts';
import { checkFailures, placeOf } from './names.ts';

/** The most that DescribeServices takes at a time. */
const BATCH = 10;

/** A page of ListServices: ECS gives 10 unless it is asked for more. */
const PAGE = 100;

/** What a service runs, or is about to. */
export interface ServiceOf {
  by: string;
  taskDefinitions: string[];
  /** ARNs of service revisions, which have the digests that ECS has pinned. */
  revisions: string[];
  /** ARN of the deployment under way, or of the last one. */
  deployment: string | undefined;
}

/** The services of a cluster; none for one that was deleted since it was listed. */
export async function servicesOf(
  ecs: ECSClient,
  cluster: string,
  most: number,
): Promise<Bounded<string>> {
  const pages = paginateListServices({ client: ecs }, { cluster, maxResults: PAGE });
  const listing = takeAtMost('services', most, pages, (page) => page.serviceArns);
  return unlessGone(listing, ['ClusterNotFoundException'], { items: [], beyond: [] });
}

/** Services by the ARNs of a listing; those that were deleted since are left out. */
export async function describedServices(
  ecs: ECSClient,
  listed: readonly { cluster: string; arns: readonly string[] }[],
): Promise<Found<ServiceOf>> {
  const parts = listed.flatMap(({ cluster, arns }) =>
    [...batches(arns, BATCH)].map((services) => ({ cluster, services })),
  );
  return inParts(
    parts,
    ({ services: [first = ''] }) => `the service ${placeOf(first)}`,
    async ({ cluster, services }) => {
      const call = ecs.send(new DescribeServicesCommand({ cluster, services }));
      const answer = await unlessGone(call, ['ClusterNotFoundException'], undefined);
      checkFailures(answer?.failures);
      return (answer?.services ?? []).filter(({ status }) => status !== 'INACTIVE').map(serviceOf);
    },
  );
}

/**
 * `deployments` are those of ECS itself: the one under way, and the one that it replaces or rolls back to. Task sets
 * are those of CodeDeploy and others.
 */
function serviceOf(service: Service): ServiceOf {
  const { taskDefinition, deployments = [], taskSets = [] } = service;
  const all = [taskDefinition, ...[...deployments, ...taskSets].map((it) => it.taskDefinition)];
  return {
    by: `ECS service ${nameIn(service)}`,
    taskDefinitions: [...new Set(all.flatMap((arn) => arn ?? []))],
    revisions: (service.currentServiceRevisions ?? []).flatMap(({ arn }) => arn ?? []),
    deployment: service.currentServiceDeployment,
  };
}

/** `prod/web`: ARNs of an old form do not have the cluster. */
function nameIn({ clusterArn = '', serviceName }: Service): string {
  return `${clusterArn.split('/').at(-1)}/${serviceName}`;
}
