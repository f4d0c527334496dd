import { z } from 'zod';
import { containerUse } from '../container.ts';
import { listOf, named } from '../schema.ts';

const endpoint = z.strictObject({
  ...named,
  /** Of its production variants: the image as declared, and the digest that SageMaker has resolved. */
  variants: listOf(containerUse),
  /** Likewise of its shadow variants. */
  shadows: listOf(containerUse),
  /** Likewise of a deployment under way. */
  pending: listOf(containerUse),
  /** Default: InService. */
  status: z
    .enum(['InService', 'Creating', 'Updating', 'OutOfService', 'Failed', 'Deleting'])
    .optional(),
});

/** Has a container or a model. */
const inferenceComponent = z.strictObject({
  ...named,
  endpoint: z.string().min(1),
  container: containerUse.optional(),
  model: z.string().min(1).optional(),
  /** Default: InService. */
  status: z.enum(['InService', 'Failed', 'Deleting']).optional(),
});

const model = z.strictObject({
  ...named,
  /** Of its containers. */
  images: z.array(z.string().min(1)).readonly(),
});

const job = z.strictObject({
  ...named,
  /** Absent for an algorithm of SageMaker's. */
  image: z.string().min(1).optional(),
  /** Default: InProgress. */
  status: z.enum(['InProgress', 'Completed']).optional(),
});

/** What SageMaker runs. */
export const sageMakerUse = z.strictObject({
  endpoints: listOf(endpoint),
  inferenceComponents: listOf(inferenceComponent),
  models: listOf(model),
  trainingJobs: listOf(job),
  processingJobs: listOf(job),
});

export type SageMakerUse = z.output<typeof sageMakerUse>;
export type EndpointUse = z.output<typeof endpoint>;
export type InferenceComponentUse = z.output<typeof inferenceComponent>;
export type ModelUse = z.output<typeof model>;
export type JobUse = z.output<typeof job>;
