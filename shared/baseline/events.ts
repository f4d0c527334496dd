import * as z from 'zod/mini';
import { repositoryName, repositoryOfArn } from '../runtime/ecr-fields.ts';

/** A call that CloudTrail reports, about one repository. */
export const repositoryEvent = z.object({
  'detail-type': z.literal('AWS API Call via CloudTrail'),
  detail: z.object({
    requestParameters: z.union([
      z.object({ repositoryName }),
      // Of TagResource, for any kind of resource.
      z.pipe(
        z.object({ resourceArn: repositoryOfArn }),
        z.transform((it) => ({ repositoryName: it.resourceArn })),
      ),
    ]),
  }),
});

/** The repository that an event is about. */
export function nameOf({ detail }: z.infer<typeof repositoryEvent>): string {
  return detail.requestParameters.repositoryName;
}
