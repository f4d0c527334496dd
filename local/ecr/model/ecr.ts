import type { EventSink } from '../../events/event.ts';
import type { World } from '../world.ts';
import type { Registry } from './registry.ts';

/** The state and the environment of ECR's operations. */
export interface Ecr {
  readonly registry: Registry;
  readonly secrets: SecretVault;
  readonly emit: EventSink;
  readonly now: () => Date;
  readonly world: World;
}

/** Secrets Manager as ECR's service-linked role sees it. */
export interface SecretVault {
  /** The secret with exactly this full ARN. */
  look(arn: string): SecretView | undefined;
}

export interface SecretView {
  /** Deletion is scheduled, so the value cannot be read. */
  deleted: boolean;
  /** Absent for the AWS managed key `aws/secretsmanager`. */
  kmsKeyId?: string | undefined;
  /** The current value; absent for a binary one. */
  value?: string | undefined;
}
