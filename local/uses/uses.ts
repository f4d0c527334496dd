import type { ContainerUse } from './container.ts';
import type { SageMakerUse } from './sage-maker/uses.ts';

/** What runs images, as ECS, Lambda, App Runner, AWS Batch, SageMaker and Amazon Inspector list it. */
export interface Uses {
  services?: readonly ServiceUse[];
  /** Running and stopped tasks, of a service or standalone. */
  tasks?: readonly TaskUse[];
  /** Task definitions besides those of services and tasks: revisions of their family, in this order. */
  taskDefinitions?: readonly DefinitionUse[];
  functions?: readonly FunctionUse[];
  appRunner?: readonly AppRunnerUse[];
  batch?: readonly JobDefinitionUse[];
  sageMaker?: SageMakerUse;
  /** Absent: Amazon Inspector is off. */
  inspector?: readonly InspectedImage[];
}

export interface ServiceUse {
  cluster: string;
  name: string;
  /** Of the containers in its task definition. */
  images: readonly string[];
  /** Images of the task definitions of its other deployments: one under way, one that is replaced. */
  deployments?: readonly (readonly string[])[];
  /** Likewise of task sets, which CodeDeploy and others make. */
  taskSets?: readonly (readonly string[])[];
  /** Its current service revision: images with the digests that ECS has pinned. */
  revision?: readonly ContainerUse[];
  deployment?: DeploymentUse;
}

/** The current service deployment. */
export interface DeploymentUse {
  status: 'IN_PROGRESS' | 'SUCCESSFUL' | 'ROLLBACK_IN_PROGRESS';
  /** The revision that it comes from. */
  source: readonly ContainerUse[];
}

export interface TaskUse {
  cluster: string;
  /** Family of its task definition. */
  family: string;
  /** Of its containers: the image as declared, and the digest that was pulled. */
  containers: readonly ContainerUse[];
  /** Default: it runs. */
  stopped?: true;
  /** It starts: ECS does not list its containers yet. */
  starting?: true;
}

export interface DefinitionUse {
  family: string;
  images: readonly string[];
  /** Default: ACTIVE. */
  status?: 'ACTIVE' | 'INACTIVE';
}

export interface FunctionUse {
  name: string;
  /** Absent for a function that is a ZIP file. */
  imageUri?: string;
  /** The same image, with the digest that Lambda has resolved it to. */
  resolvedImageUri?: string;
  /** Its published versions: numbered from 1, unless they say so. */
  versions?: readonly VersionUse[];
  aliases?: readonly AliasUse[];
}

export interface VersionUse {
  version?: number;
  imageUri: string;
  resolvedImageUri?: string;
}

export interface AliasUse {
  name: string;
  version: string;
  /** Weights of other versions. */
  weights?: Record<string, number>;
}

export interface AppRunnerUse {
  name: string;
  /** Absent for a service that is built from code. */
  image?: string;
  /** Default: RUNNING. */
  status?: 'RUNNING' | 'PAUSED' | 'DELETED';
}

/** A revision of a job definition of AWS Batch: those of one name are numbered in this order. */
export interface JobDefinitionUse {
  name: string;
  /** Images of what runs on one node: by default one container of ECS. */
  images?: readonly string[];
  /** On ECS with several containers, on EKS, or one image on each of several nodes. Default: a single container. */
  form?: 'ecs' | 'eks' | 'nodes';
  /** Default: ACTIVE. */
  status?: 'ACTIVE' | 'INACTIVE';
}

/** An image that Amazon Inspector scans. */
export interface InspectedImage {
  repository: string;
  digest: string;
  tags?: readonly string[];
  /** Tasks and pods that run it. */
  inUseCount: number;
  clusters?: readonly InspectedCluster[];
}

export interface InspectedCluster {
  name: string;
  /** The workloads of EKS, by namespace and name; or a group of tasks of ECS. */
  runs: { namespace: string; workloads: readonly string[] } | { group: string };
}
