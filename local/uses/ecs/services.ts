import type {
  DescribeServiceDeploymentsResponse,
  DescribeServiceRevisionsResponse,
  DescribeServicesResponse,
} from '@aws-sdk/client-ecs';
import type { Declare, Operation } from '../../service/service.ts';
import { page } from '../paging.ts';
import type { EcsState } from './declared.ts';
import { arnsOf, inCluster, isIn, missing } from './requests.ts';

/** Services, their deployments and their revisions. Sizes of pages and batches are ECS's (API reference). */
export function serviceOperations(read: Declare, { services, revisions }: EcsState): Operation[] {
  return [
    read('ListServices', inCluster, (input) => {
      const arns = services.filter(isIn(input.cluster)).map(({ arn }) => arn);
      const { items, nextToken } = page(arns, input, 10);
      return { serviceArns: items, ...nextToken };
    }),
    read('DescribeServices', arnsOf('services', 10), (input) => {
      const found = services.filter(({ arn }) => input.services.includes(arn));
      return {
        services: found.map((it) => ({
          serviceArn: it.arn,
          serviceName: it.name,
          clusterArn: it.clusterArn,
          status: 'ACTIVE',
          taskDefinition: it.taskDefinition,
          deployments: [it.taskDefinition, ...it.deployments].map((taskDefinition, at) => ({
            id: `ecs-svc/${at}`,
            status: at === 0 ? 'PRIMARY' : 'ACTIVE',
            taskDefinition,
          })),
          taskSets: it.taskSets.map((taskDefinition) => ({ status: 'ACTIVE', taskDefinition })),
          ...(it.revision && { currentServiceRevisions: [{ arn: it.revision.arn }] }),
          ...(it.deployment && { currentServiceDeployment: it.deployment.arn }),
        })),
        failures: missing(input.services, found),
      } satisfies DescribeServicesResponse;
    }),
    read('DescribeServiceDeployments', arnsOf('serviceDeploymentArns', 20), (input) => {
      const asked = input.serviceDeploymentArns;
      const found = services.flatMap(({ deployment, revision, arn }) =>
        deployment && asked.includes(deployment.arn)
          ? [{ ...deployment, revision, service: arn }]
          : [],
      );
      return {
        serviceDeployments: found.map(({ arn, service, status, source, revision }) => ({
          serviceDeploymentArn: arn,
          serviceArn: service,
          status,
          sourceServiceRevisions: source ? [{ arn: source.arn }] : [],
          ...(revision && { targetServiceRevision: { arn: revision.arn } }),
        })),
        failures: missing(asked, found),
      } satisfies DescribeServiceDeploymentsResponse;
    }),
    read('DescribeServiceRevisions', arnsOf('serviceRevisionArns', 20), (input) => {
      const found = input.serviceRevisionArns.flatMap((arn) => revisions.get(arn) ?? []);
      return {
        serviceRevisions: found.map(({ arn, containers }) => ({
          serviceRevisionArn: arn,
          containerImages: containers.map((it, at) => ({
            containerName: `container-${at}`,
            ...it,
          })),
        })),
        failures: missing(input.serviceRevisionArns, found),
      } satisfies DescribeServiceRevisionsResponse;
    }),
  ];
}
