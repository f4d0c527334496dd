import type { ImageFailure } from '@aws-sdk/client-ecr';
import { StewardError } from '../../runtime/errors.ts';

/** A batch call answered with HTTP 200 and a failure inside. */
export class ImageFailureError extends StewardError {
  override name = 'ImageFailureError' as const;
  readonly failureCode: string | undefined;

  /** @param image - `repository:tag` or `repository@digest` */
  constructor(operation: string, image: string, failure: ImageFailure) {
    const { failureCode, failureReason } = failure;
    super(`${operation} of ${image} failed: ${failureCode}, ${failureReason}`);
    this.failureCode = failureCode;
  }
}
