import * as z from 'zod/mini';
import { imageDigest, imageTag, repositoryName } from '../runtime/ecr-fields.ts';
import { notePusher, type Watch, type Watched, watchTag } from './watch.ts';

const identity = z.optional(z.string().check(z.maxLength(2048)));

/** A push names a tag, PutImage in CloudTrail also who pushed. */
export const tagEvent = z.discriminatedUnion('detail-type', [
  z.object({
    'detail-type': z.literal('ECR Image Action'),
    detail: z.object({ 'repository-name': repositoryName, 'image-tag': imageTag }),
  }),
  z.object({
    'detail-type': z.literal('AWS API Call via CloudTrail'),
    detail: z.object({
      eventTime: z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)),
      requestParameters: z.object({ repositoryName, imageTag }),
      responseElements: z.object({
        image: z.object({ imageId: z.object({ imageDigest }) }),
      }),
      userIdentity: z.object({ arn: identity, principalId: identity, invokedBy: identity }),
    }),
  }),
]);

export type TagEvent = z.infer<typeof tagEvent>;

/** Checks the tag of a push, or records who pushed by CloudTrail; `none` where CloudTrail does not say. */
export function watchEvent(watch: Watch, event: TagEvent): Promise<Watched> {
  if (event['detail-type'] === 'ECR Image Action') {
    const { 'repository-name': repository, 'image-tag': tag } = event.detail;
    return watchTag(watch, { repository, tag });
  }
  const { eventTime: at, requestParameters, responseElements, userIdentity } = event.detail;
  const scope = { repository: requestParameters.repositoryName, tag: requestParameters.imageTag };
  const { imageDigest: digest } = responseElements.image.imageId;
  const who = userIdentity.arn ?? userIdentity.invokedBy ?? userIdentity.principalId;
  return who === undefined
    ? Promise.resolve('none')
    : notePusher(watch, scope, { digest, who, at });
}
