import type { DescribeTasksResponse } from '@aws-sdk/client-ecs';
import { z } from 'zod';
import type { Declare, Operation } from '../../service/service.ts';
import { page } from '../paging.ts';
import type { EcsState } from './declared.ts';
import { arnsOf, inCluster, isIn, missing } from './requests.ts';

const listed = inCluster.extend({
  desiredStatus: z.enum(['RUNNING', 'PENDING', 'STOPPED']).default('RUNNING'),
});

/** Tasks, running and stopped. */
export function taskOperations(read: Declare, { tasks }: EcsState): Operation[] {
  return [
    read('ListTasks', listed, (input) => {
      const wanted = tasks
        .filter(isIn(input.cluster))
        .filter(({ stopped }) => input.desiredStatus === (stopped ? 'STOPPED' : 'RUNNING'));
      const arns = wanted.map(({ arn }) => arn);
      const { items, nextToken } = page(arns, input, 100);
      return { taskArns: items, ...nextToken };
    }),
    read('DescribeTasks', arnsOf('tasks', 100), (input) => {
      const found = tasks.filter(({ arn }) => input.tasks.includes(arn));
      return {
        tasks: found.map((it) => ({
          taskArn: it.arn,
          clusterArn: it.clusterArn,
          taskDefinitionArn: it.taskDefinition,
          group: `family:${it.family}`,
          lastStatus: it.stopped ? 'STOPPED' : it.starting ? 'PROVISIONING' : 'RUNNING',
          desiredStatus: it.stopped ? 'STOPPED' : 'RUNNING',
          containers: (it.starting ? [] : it.containers).map((container, at) => ({
            name: `container-${at}`,
            ...container,
          })),
        })),
        failures: missing(input.tasks, found),
      } satisfies DescribeTasksResponse;
    }),
  ];
}
