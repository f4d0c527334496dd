import type {
  DescribeTaskDefinitionResponse,
  ListTaskDefinitionFamiliesResponse,
  ListTaskDefinitionsResponse,
} from '@aws-sdk/client-ecs';
import { z } from 'zod';
import { AwsError } from '../../http/errors.ts';
import type { Declare, Operation } from '../../service/service.ts';
import { page, paging } from '../paging.ts';
import type { Definition, EcsState } from './declared.ts';

const status = z.enum(['ACTIVE', 'INACTIVE']);

/** Task definitions and their families. */
export function definitionOperations(read: Declare, state: EcsState): Operation[] {
  const { families } = state;
  return [
    read(
      'ListTaskDefinitionFamilies',
      z.object({ ...paging, status: status.optional() }),
      (input) => {
        const isWanted = (family: string) =>
          families.get(family)?.some((it) => (input.status ?? it.status) === it.status);
        const { items, nextToken } = page([...families.keys()].sort().filter(isWanted), input, 100);
        return { families: items, ...nextToken } satisfies ListTaskDefinitionFamiliesResponse;
      },
    ),
    read('ListTaskDefinitions', listed, (input) => {
      const { familyPrefix, sort } = input;
      const all =
        familyPrefix === undefined ? [...families.values()].flat() : families.get(familyPrefix);
      const arns = (all ?? []).filter((it) => it.status === input.status).map(({ arn }) => arn);
      const { items, nextToken } = page(sort === 'DESC' ? arns.reverse() : arns, input, 100);
      return { taskDefinitionArns: items, ...nextToken } satisfies ListTaskDefinitionsResponse;
    }),
    read('DescribeTaskDefinition', z.object({ taskDefinition: z.string() }), (input) => {
      const found = named(state, input.taskDefinition);
      if (!found) throw new AwsError('ClientException', 'Unable to describe task definition.');
      return {
        taskDefinition: {
          taskDefinitionArn: found.arn,
          family: found.family,
          status: found.status,
          containerDefinitions: found.images.map((image, at) => ({
            name: `container-${at}`,
            image,
          })),
        },
      } satisfies DescribeTaskDefinitionResponse;
    }),
  ];
}

const listed = z.object({
  ...paging,
  familyPrefix: z.string().optional(),
  status: status.default('ACTIVE'),
  sort: z.enum(['ASC', 'DESC']).default('ASC'),
});

/** By ARN, as `family:revision`, or by the family alone: its last active revision. */
function named({ definitions, families }: EcsState, name: string): Definition | undefined {
  const [family = '', revision] = name.split(':');
  const revisions = families.get(family) ?? [];
  const ofFamily = revision
    ? revisions[Number(revision) - 1]
    : revisions.findLast(({ status }) => status === 'ACTIVE');
  return definitions.get(name) ?? ofFamily;
}
