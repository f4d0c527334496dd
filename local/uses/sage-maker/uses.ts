import type { ContainerUse } from '../container.ts';

/** What SageMaker runs. */
export interface SageMakerUse {
  endpoints?: readonly EndpointUse[];
  inferenceComponents?: readonly InferenceComponentUse[];
  models?: readonly ModelUse[];
  trainingJobs?: readonly JobUse[];
  processingJobs?: readonly JobUse[];
}

export interface EndpointUse {
  name: string;
  /** Of its production variants: the image as declared, and the digest that SageMaker has resolved. */
  variants?: readonly ContainerUse[];
  /** Likewise of its shadow variants. */
  shadows?: readonly ContainerUse[];
  /** Likewise of a deployment under way. */
  pending?: readonly ContainerUse[];
  /** Default: InService. */
  status?: 'InService' | 'Creating' | 'Updating' | 'OutOfService' | 'Failed' | 'Deleting';
}

/** Has a container or a model. */
export interface InferenceComponentUse {
  name: string;
  endpoint: string;
  container?: ContainerUse;
  model?: string;
  /** Default: InService. */
  status?: 'InService' | 'Failed' | 'Deleting';
}

export interface ModelUse {
  name: string;
  /** Of its containers. */
  images: readonly string[];
}

export interface JobUse {
  name: string;
  /** Absent for an algorithm of SageMaker's. */
  image?: string;
  /** Default: InProgress. */
  status?: 'InProgress' | 'Completed';
}
