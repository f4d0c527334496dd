import * as z from 'zod/mini';
import { repositoryName, repositoryOfArn } from '../runtime/ecr-fields.ts';

/** On a schedule the scope is the registry; on a call that CloudTrail reports, one repository. */
export const repositoryEvent = z.discriminatedUnion('detail-type', [
  z.object({ 'detail-type': z.literal('Scheduled Event') }),
  z.object({
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
  }),
]);

/** The repositories that an event is about; undefined: all of the registry. */
export function namesOf(event: z.infer<typeof repositoryEvent>): string[] {
  return 'detail' in event ? [event.detail.requestParameters.repositoryName] : [];
}
