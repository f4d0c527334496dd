import type { Failure } from '@aws-sdk/client-ecs';
import { StewardError } from '../../../runtime/errors.ts';

/** ECS has answered, and left out what it was asked for. */
export class EcsFailureError extends StewardError {
  override name = 'EcsFailureError' as const;
}

/** `web` of an ARN that ends in /web. */
export function nameOf(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

/** `prod/web` of the ARN of a service or task. */
export function placeOf(arn: string): string {
  return arn.split('/').slice(-2).join('/');
}

/**
 * What a Describe call of ECS leaves out as it was deleted meanwhile (MISSING) is no failure.
 *
 * @throws EcsFailureError for any other reason.
 */
export function checkFailures(failures: readonly Failure[] = []): void {
  const failed = failures.find(({ reason }) => reason !== 'MISSING');
  if (!failed) return;
  throw new EcsFailureError(`ECS does not describe ${failed.arn}: ${failed.reason}`);
}
