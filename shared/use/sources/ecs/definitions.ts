import {
  DescribeTaskDefinitionCommand,
  type ECSClient,
  ListTaskDefinitionsCommand,
  paginateListTaskDefinitionFamilies,
} from '@aws-sdk/client-ecs';
import type { Known } from '../../known.ts';
import { type Found, takeAtMost, unknownBeyond } from '../bounds.ts';
import { inParts, unlessGone } from '../parts.ts';
import { nameOf } from './names.ts';

/** A task definition, and who uses it. */
export interface DefinitionOf {
  by: string;
  taskDefinition: string;
  standby?: true;
}

/** The most families, and the most task definitions of all, that are read. */
const MOST = { families: 10_000, definitions: 50_000 };

/** The images of task definitions. */
export async function imagesOfDefinitions(
  ecs: ECSClient,
  uses: readonly DefinitionOf[],
  known: Known,
): Promise<Found> {
  const byArn = Map.groupBy(uses, ({ taskDefinition }) => taskDefinition);
  const arns = [...byArn.keys()];
  const read = await inParts(
    arns.slice(0, MOST.definitions),
    (arn) => `the task definition ${nameOf(arn)}`,
    async (arn) => {
      const using = byArn.get(arn) ?? [];
      const isStandby = using.every(({ standby }) => standby);
      const images = known.get(arn) ?? (await imagesOf(ecs, arn, isStandby));
      if (images.length > 0) known.set(arn, images);
      return using.flatMap(({ taskDefinition: _, ...who }) =>
        images.map((uri) => ({ ...who, uri })),
      );
    },
  );
  const isBounded = arns.length > MOST.definitions;
  return {
    items: read.items,
    unknown: [...read.unknown, ...unknownBeyond(isBounded ? ['task definitions'] : [])],
  };
}

/** Of all containers: sidecars and those that only run at the start, too. */
async function imagesOf(
  ecs: ECSClient,
  taskDefinition: string,
  isStandby: boolean,
): Promise<readonly string[]> {
  const call = ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  // One that is deleted meanwhile is no failure; but what a service has cannot be deleted.
  const answer = await unlessGone(call, isStandby ? ['ClientException'] : [], undefined);
  const containers = answer?.taskDefinition?.containerDefinitions ?? [];
  return containers.flatMap(({ image }) => image ?? []);
}

/**
 * The last active task definitions of each family: a rollback, a schedule or a pipeline may start them, and ECS does
 * not list by whom.
 *
 * @param count - Of each family; 0: none, without a call.
 */
export async function lastDefinitions(ecs: ECSClient, count: number): Promise<Found<DefinitionOf>> {
  if (count === 0) return { items: [], unknown: [] };
  const families = await takeAtMost(
    'families of task definitions',
    MOST.families,
    paginateListTaskDefinitionFamilies({ client: ecs }, { status: 'ACTIVE' }),
    (page) => page.families,
  );
  const read = await inParts(
    families.items,
    (family) => `the task definitions ${family}`,
    async (familyPrefix) => {
      const query = { familyPrefix, status: 'ACTIVE', sort: 'DESC', maxResults: count } as const;
      const { taskDefinitionArns = [] } = await ecs.send(new ListTaskDefinitionsCommand(query));
      return taskDefinitionArns.map((taskDefinition) => ({
        by: `ECS task definition ${nameOf(taskDefinition)}`,
        taskDefinition,
        standby: true as const,
      }));
    },
  );
  return { items: read.items, unknown: [...read.unknown, ...unknownBeyond(families.beyond)] };
}
