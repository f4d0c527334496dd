import {
  DescribeTasksCommand,
  type ECSClient,
  paginateListTasks,
  type Task,
} from '@aws-sdk/client-ecs';
import { type Bounded, batches, type Found, type ImageUri, takeAtMost } from '../bounds.ts';
import { inParts, unlessGone } from '../parts.ts';
import { checkFailures, nameOf, placeOf } from './names.ts';

/** The most that DescribeTasks takes at a time. */
const BATCH = 100;

/** Tasks of one cluster. */
interface TasksOf {
  cluster: string;
  arns: string[];
}

/** ECS lists stopped tasks only when asked for, and for an hour at least after their end. */
const STATUSES = ['RUNNING', 'STOPPED'] as const;

/** The tasks of a cluster, running and stopped; none for one that was deleted since it was listed. */
export async function tasksOf(
  ecs: ECSClient,
  cluster: string,
  most: number,
): Promise<Bounded<string>> {
  const found: Bounded<string> = { items: [], beyond: [] };
  for (const desiredStatus of STATUSES) {
    const pages = paginateListTasks({ client: ecs }, { cluster, desiredStatus });
    const listing = takeAtMost('tasks', most - found.items.length, pages, (page) => page.taskArns);
    const listed = await unlessGone(listing, ['ClusterNotFoundException'], undefined);
    found.items.push(...(listed?.items ?? []));
    found.beyond.push(...(listed?.beyond ?? []));
  }
  return found;
}

/** What a task runs: images, or its task definition where the task does not name them. */
export type TaskImage = ImageUri | { by: string; taskDefinition: string; standby?: true };

/** The images of tasks, by name and by the digest that was pulled. */
export async function imagesOfTasks(
  ecs: ECSClient,
  listed: readonly TasksOf[],
): Promise<Found<TaskImage>> {
  const parts = listed.flatMap(({ cluster, arns }) =>
    [...batches(arns, BATCH)].map((tasks) => ({ cluster, tasks })),
  );
  return inParts(
    parts,
    ({ tasks: [first = ''] }) => `the task ${placeOf(first)}`,
    async ({ cluster, tasks }) => {
      const call = ecs.send(new DescribeTasksCommand({ cluster, tasks }));
      const answer = await unlessGone(call, ['ClusterNotFoundException'], undefined);
      checkFailures(answer?.failures);
      return (answer?.tasks ?? []).flatMap((task) => imagesOf(cluster, task));
    },
  );
}

function imagesOf(cluster: string, task: Task): TaskImage[] {
  const { group = 'task', containers = [], lastStatus, taskDefinitionArn } = task;
  const isStopped = lastStatus === 'STOPPED';
  const name = `ECS task ${nameOf(cluster)}/${group.replace(/^family:/, '')}`;
  const who = isStopped ? { by: `${name} (stopped)`, standby: true as const } : { by: name };
  const named = containers.flatMap(({ image, imageDigest }) =>
    image === undefined ? [] : urisOf(image, imageDigest).map((uri) => ({ ...who, uri })),
  );
  const isComplete = containers.length > 0 && containers.every(({ image }) => image);
  if (isComplete || taskDefinitionArn === undefined) return named;
  return [...named, { ...who, taskDefinition: taskDefinitionArn }];
}

/** An image as it was declared, and with the digest that was pulled. */
export function urisOf(image: string, digest: string | undefined): string[] {
  return digest ? [image, `${image.replace(/@.*$/, '')}@${digest}`] : [image];
}
