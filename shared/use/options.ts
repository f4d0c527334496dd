import type { AppRunnerClientConfig } from '@aws-sdk/client-apprunner';
import type { BatchClientConfig } from '@aws-sdk/client-batch';
import type { ECSClientConfig } from '@aws-sdk/client-ecs';
import type { Inspector2ClientConfig } from '@aws-sdk/client-inspector2';
import type { LambdaClientConfig } from '@aws-sdk/client-lambda';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { SageMakerClientConfig } from '@aws-sdk/client-sagemaker';
import type { UseConfig, UseSource } from '../config/schema/use.ts';
import type { RegistryIdentity } from '../registry/identity.ts';
import type { Store } from '../runtime/store/store.ts';

/** Where it is found out what runs: `use` of registry.yml, and the registry of the images. */
export interface UsesOptions extends Partial<Omit<UseConfig, 'sources'>> {
  /** The services that are asked. Without any, and without files, nothing counts as in use. */
  sources: readonly UseSource[];
  /** The registry of the images; called with each reading. */
  registry(): Promise<RegistryIdentity>;
  /** Milliseconds after which a reading makes no further call: what is left is unknown. Default: none. */
  within?: number;
  /** Where a reading keeps what never changes for the next one. Default: nowhere but in this process. */
  store?: Store;
  /** The clock that ages of files are by. Default: that of this machine. */
  now?: () => Date;
}

/** What every client of AWS takes. */
export type ClientDefaults = AppRunnerClientConfig &
  BatchClientConfig &
  ECSClientConfig &
  Inspector2ClientConfig &
  LambdaClientConfig &
  S3ClientConfig &
  SageMakerClientConfig;
