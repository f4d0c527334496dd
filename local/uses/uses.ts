import { z } from 'zod';
import { containerUse } from './container.ts';
import { sageMakerUse } from './sage-maker/uses.ts';
import { images, listOf, named, text } from './schema.ts';

/** The current service deployment. */
const deployment = z.strictObject({
  status: z.enum(['IN_PROGRESS', 'SUCCESSFUL', 'ROLLBACK_IN_PROGRESS']),
  /** The revision that it comes from. */
  source: z.array(containerUse).readonly(),
});

const service = z.strictObject({
  cluster: text,
  ...named,
  /** Of the containers in its task definition. */
  images,
  /** Images of the task definitions of its other deployments: one under way, one that is replaced. */
  deployments: listOf(images),
  /** Likewise of task sets, which CodeDeploy and others make. */
  taskSets: listOf(images),
  /** Its current service revision: images with the digests that ECS has pinned. */
  revision: listOf(containerUse),
  deployment: deployment.optional(),
});

const task = z.strictObject({
  cluster: text,
  /** Family of its task definition. */
  family: text,
  /** Of its containers: the image as declared, and the digest that was pulled. */
  containers: z.array(containerUse).readonly(),
  /** Default: it runs. */
  stopped: z.literal(true).optional(),
  /** It starts: ECS does not list its containers yet. */
  starting: z.literal(true).optional(),
});

const definition = z.strictObject({
  family: text,
  images,
  /** Default: ACTIVE. */
  status: z.enum(['ACTIVE', 'INACTIVE']).optional(),
});

const version = z.strictObject({
  version: z.int().positive().optional(),
  imageUri: text,
  resolvedImageUri: text.optional(),
});

const alias = z.strictObject({
  ...named,
  version: text,
  /** Weights of other versions. */
  weights: z.record(z.string(), z.number()).optional(),
});

const functionUse = z.strictObject({
  ...named,
  /** Absent for a function that is a ZIP file. */
  imageUri: text.optional(),
  /** The same image, with the digest that Lambda has resolved it to. */
  resolvedImageUri: text.optional(),
  /** Its published versions: numbered from 1, unless they say so. */
  versions: listOf(version),
  aliases: listOf(alias),
});

const appRunner = z.strictObject({
  ...named,
  /** Absent for a service that is built from code. */
  image: text.optional(),
  /** Default: RUNNING. */
  status: z.enum(['RUNNING', 'PAUSED', 'DELETED']).optional(),
});

/** A revision of a job definition of AWS Batch: those of one name are numbered in this order. */
const jobDefinition = z.strictObject({
  ...named,
  /** Images of what runs on one node: by default one container of ECS. */
  images: images.optional(),
  /** On ECS with several containers, on EKS, or one image on each of several nodes. Default: a single container. */
  form: z.enum(['ecs', 'eks', 'nodes']).optional(),
  /** Default: ACTIVE. */
  status: z.enum(['ACTIVE', 'INACTIVE']).optional(),
});

const cluster = z.strictObject({
  ...named,
  /** The workloads of EKS, by namespace and name; or a group of tasks of ECS. */
  runs: z.union([
    z.strictObject({ namespace: text, workloads: z.array(text).readonly() }),
    z.strictObject({ group: text }),
  ]),
});

/** An image that Amazon Inspector scans. */
const inspected = z.strictObject({
  repository: text,
  digest: text,
  tags: listOf(text),
  /** Tasks and pods that run it. */
  inUseCount: z.int().nonnegative(),
  clusters: listOf(cluster),
});

const uses = z.strictObject({
  services: listOf(service),
  /** Running and stopped tasks, of a service or standalone. */
  tasks: listOf(task),
  /** Task definitions besides those of services and tasks: revisions of their family, in this order. */
  taskDefinitions: listOf(definition),
  functions: listOf(functionUse),
  appRunner: listOf(appRunner),
  batch: listOf(jobDefinition),
  sageMaker: sageMakerUse.optional(),
  /** Absent: Amazon Inspector is off. */
  inspector: listOf(inspected),
});

/** What runs images, as ECS, Lambda, App Runner, AWS Batch, SageMaker and Amazon Inspector list it. */
export type Uses = z.output<typeof uses>;
export type ServiceUse = z.output<typeof service>;
export type DeploymentUse = z.output<typeof deployment>;
export type TaskUse = z.output<typeof task>;
export type DefinitionUse = z.output<typeof definition>;
export type FunctionUse = z.output<typeof functionUse>;
export type VersionUse = z.output<typeof version>;
export type AliasUse = z.output<typeof alias>;
export type AppRunnerUse = z.output<typeof appRunner>;
export type JobDefinitionUse = z.output<typeof jobDefinition>;
export type InspectedImage = z.output<typeof inspected>;
export type InspectedCluster = z.output<typeof cluster>;

/** A text does not say what runs; the message names each problem with its place. */
export class UsesError extends Error {
  override name = 'UsesError' as const;
}

/**
 * Reads what runs from a JSON text: one object.
 *
 * @throws UsesError that names all problems at once
 */
export function parseUses(content: string): Uses {
  const result = uses.safeParse(parseJson(content));
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path, message }) => `  ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`,
  );
  throw new UsesError(`What runs cannot be loaded:\n${problems.join('\n')}`);
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new UsesError('What runs cannot be loaded: the file is not JSON');
  }
}
