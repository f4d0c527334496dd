import { z } from 'zod';
import { AwsError } from '../http/errors.ts';
import { byName, declareOperations, type JsonService } from '../service/service.ts';
import { describeViolations } from '../service/validation.ts';
import { ecsState } from './ecs/declared.ts';
import { definitionOperations } from './ecs/definitions.ts';
import { serviceOperations } from './ecs/services.ts';
import { taskOperations } from './ecs/tasks.ts';
import { page, paging } from './paging.ts';
import type { Uses } from './uses.ts';

const { read } = declareOperations(
  (violations) => new AwsError('InvalidParameterException', describeViolations(violations)),
);

/**
 * The part of ECS that shows which images are in use: lists and descriptions of clusters, services and their
 * deployments, tasks and task definitions that the starter has declared. Nothing runs.
 */
export function ecsService(uses: Uses, place: { accountId: string; region: string }): JsonService {
  const state = ecsState(uses, place);
  const operations = [
    read('ListClusters', z.object(paging), (input) => {
      const { items, nextToken } = page(state.clusters, input, 100);
      return { clusterArns: items, ...nextToken };
    }),
    ...serviceOperations(read, state),
    ...taskOperations(read, state),
    ...definitionOperations(read, state),
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
