import {
  type BatchClient,
  type EcsProperties,
  type EksProperties,
  type JobDefinition,
  paginateDescribeJobDefinitions,
} from '@aws-sdk/client-batch';
import { type Found, takeAtMost, unknownBeyond } from './bounds.ts';

const MOST_DEFINITIONS = 50_000;

export interface BatchReading {
  /** How many of the last active revisions of each job definition count as in use; the last one always does. */
  taskDefinitions: number;
}

/**
 * The images of AWS Batch's job definitions, of all their containers: of the last active revision of each, and, on
 * standby, of those before it. A job that runs is read from ECS, or not at all if it runs on EKS.
 */
export async function batchImages(
  batch: BatchClient,
  { taskDefinitions }: BatchReading,
): Promise<Found> {
  const listed = await takeAtMost(
    'job definitions of AWS Batch',
    MOST_DEFINITIONS,
    paginateDescribeJobDefinitions({ client: batch }, { status: 'ACTIVE' }),
    (page) => page.jobDefinitions,
  );
  const byName = Map.groupBy(listed.items, ({ jobDefinitionName }) => jobDefinitionName);
  const items = [...byName.values()].flatMap((revisions) =>
    revisions
      .toSorted((one, other) => numberOf(other) - numberOf(one))
      .slice(0, Math.max(1, taskDefinitions))
      .flatMap((it, at) => {
        const by = `Batch job definition ${it.jobDefinitionName}:${numberOf(it)}`;
        const who = at === 0 ? { by } : { by, standby: true as const };
        return imagesOf(it).map((uri) => ({ ...who, uri }));
      }),
  );
  return { items, unknown: unknownBeyond(listed.beyond) };
}

function numberOf({ revision = 0 }: JobDefinition): number {
  return revision;
}

/** Each node of a job of several nodes has properties of its own. */
function imagesOf(definition: JobDefinition): string[] {
  const { containerProperties: container, nodeProperties } = definition;
  const nodes = nodeProperties?.nodeRangeProperties ?? [];
  const all = [{ ...definition, container }, ...nodes];
  return all.flatMap((it) => [
    ...[it.container?.image ?? []].flat(),
    ...ofTasks(it.ecsProperties),
    ...ofPod(it.eksProperties),
  ]);
}

function ofTasks(properties: EcsProperties | undefined): string[] {
  const containers = properties?.taskProperties?.flatMap((task) => task.containers ?? []) ?? [];
  return containers.flatMap(({ image }) => image ?? []);
}

function ofPod(properties: EksProperties | undefined): string[] {
  const { containers = [], initContainers = [] } = properties?.podProperties ?? {};
  return [...containers, ...initContainers].flatMap(({ image }) => image ?? []);
}
