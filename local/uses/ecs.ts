import type {
  DescribeServicesResponse,
  DescribeTaskDefinitionResponse,
  DescribeTasksResponse,
} from '@aws-sdk/client-ecs';
import { z } from 'zod';
import { AwsError } from '../http/errors.ts';
import { byName, declareOperations, type JsonService } from '../service/service.ts';
import { describeViolations } from '../service/validation.ts';
import type { ServiceUse, TaskUse, Uses } from './uses.ts';

const { read } = declareOperations(
  (violations) => new AwsError('InvalidParameterException', describeViolations(violations)),
);

/**
 * The part of ECS that shows which images are in use: lists and descriptions of clusters, services and tasks that
 * the starter has declared. Nothing runs. Sizes of pages and batches are ECS's (API reference).
 */
export function ecsService(
  { services = [], tasks = [] }: Uses,
  { accountId, region }: { accountId: string; region: string },
): JsonService {
  const arn = (rest: string) => `arn:aws:ecs:${region}:${accountId}:${rest}`;
  const clusters = [...new Set([...services, ...tasks].map(({ cluster }) => cluster))].sort();
  const clusterArn = (name: string) => arn(`cluster/${name}`);
  const isIn = (asked: string) => (it: { cluster: string }) =>
    it.cluster === asked || clusterArn(it.cluster) === asked;
  const serviceArn = ({ cluster, name }: ServiceUse) => arn(`service/${cluster}/${name}`);
  const taskArn = (task: TaskUse) => arn(`task/${task.cluster}/${tasks.indexOf(task)}`);
  const definitionArn = (family: string) => arn(`task-definition/${family}:1`);
  const familyOf = (use: ServiceUse | TaskUse) => ('family' in use ? use.family : use.name);

  const operations = [
    read('ListClusters', z.object(paging), (input) => {
      const { items, nextToken } = page(clusters.map(clusterArn), input, 100);
      return { clusterArns: items, ...nextToken };
    }),
    read('ListServices', inCluster, (input) => {
      const arns = services.filter(isIn(input.cluster)).map(serviceArn);
      const { items, nextToken } = page(arns, input, 10);
      return { serviceArns: items, ...nextToken };
    }),
    read('DescribeServices', described('services', 10), (input) => {
      const found = services.filter((it) => input.services.includes(serviceArn(it)));
      return {
        services: found.map((it) => ({
          serviceArn: serviceArn(it),
          serviceName: it.name,
          clusterArn: clusterArn(it.cluster),
          taskDefinition: definitionArn(familyOf(it)),
        })),
        failures: [],
      } satisfies DescribeServicesResponse;
    }),
    read('ListTasks', inCluster, (input) => {
      const { items, nextToken } = page(tasks.filter(isIn(input.cluster)).map(taskArn), input, 100);
      return { taskArns: items, ...nextToken };
    }),
    read('DescribeTasks', described('tasks', 100), (input) => {
      const found = tasks.filter((it) => input.tasks.includes(taskArn(it)));
      return {
        tasks: found.map((it) => ({
          taskArn: taskArn(it),
          clusterArn: clusterArn(it.cluster),
          taskDefinitionArn: definitionArn(it.family),
          group: `family:${it.family}`,
          containers: it.containers.map((container) => ({ ...container })),
        })),
        failures: [],
      } satisfies DescribeTasksResponse;
    }),
    read('DescribeTaskDefinition', z.object({ taskDefinition: z.string() }), (input) => {
      const use = [...services, ...tasks].find(
        (it) => definitionArn(familyOf(it)) === input.taskDefinition,
      );
      if (!use) throw new AwsError('ClientException', 'Unable to describe task definition.');
      const images = 'images' in use ? use.images : use.containers.map(({ image }) => image);
      return {
        taskDefinition: {
          taskDefinitionArn: input.taskDefinition,
          family: familyOf(use),
          containerDefinitions: images.map((image, at) => ({ name: `container-${at}`, image })),
        },
      } satisfies DescribeTaskDefinitionResponse;
    }),
  ];
  return {
    name: 'ecs',
    target: 'AmazonEC2ContainerServiceV20141113',
    messageMember: 'message',
    operations: byName(operations),
    resourceOf: () => undefined,
    subjectOf: () => '*',
    recorded: (_, value) => value,
  };
}

const paging = {
  maxResults: z.int().min(1).max(100).optional(),
  nextToken: z.string().regex(/^\d+$/).optional(),
};

const inCluster = z.object({ ...paging, cluster: z.string().default('default') });

function described<Key extends string>(key: Key, most: number) {
  const arns = z.array(z.string()).min(1).max(most);
  return z.object({ cluster: z.string().optional(), [key]: arns } as {
    cluster: z.ZodOptional<z.ZodString>;
  } & Record<Key, typeof arns>);
}

/** The declared list does not change, so a token is the position at which the next page starts. */
function page<Item>(
  all: readonly Item[],
  {
    nextToken = '0',
    maxResults,
  }: { nextToken?: string | undefined; maxResults?: number | undefined },
  usual: number,
): { items: Item[]; nextToken?: { nextToken: string } } {
  const start = Number(nextToken);
  const end = start + (maxResults ?? usual);
  const items = all.slice(start, end);
  return end < all.length ? { items, nextToken: { nextToken: String(end) } } : { items };
}
