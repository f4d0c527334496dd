import * as z from 'zod/mini';
import { anyText, imageDigest, imageTag, repositoryName } from '../runtime/ecr-fields.ts';
import type { Deletion } from '../use/deleted/deletion.ts';

const id = z.string().check(z.minLength(1), z.maxLength(100));
const time = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/));

const imageEvent = z.object({
  ...{ id, time, 'detail-type': z.literal('ECR Image Action') },
  detail: z.object({
    'action-type': z.literal('DELETE'),
    'repository-name': repositoryName,
    'image-digest': imageDigest,
    'image-tag': z.optional(imageTag),
  }),
});

const identity = z.optional(
  z.object({
    arn: z.optional(anyText),
    invokedBy: z.optional(anyText),
    principalId: z.optional(anyText),
  }),
);

const called = z.object({
  ...{ id, 'detail-type': z.literal('AWS API Call via CloudTrail') },
  detail: z.discriminatedUnion('eventName', [
    z.object({
      ...{ eventName: z.literal('BatchDeleteImage'), eventTime: time, userIdentity: identity },
      requestParameters: z.object({ repositoryName }),
      responseElements: z.object({
        imageIds: z.array(z.object({ imageDigest, imageTag: z.optional(imageTag) })),
      }),
    }),
    z.object({
      ...{ eventName: z.literal('DeleteRepository'), eventTime: time, userIdentity: identity },
      requestParameters: z.object({ repositoryName }),
    }),
  ]),
});

const priority = z.number();

const policyRun = z.object({
  ...{ id, 'detail-type': z.literal('AWS Service Event via CloudTrail') },
  detail: z.object({
    ...{ eventName: z.literal('PolicyExecutionEvent'), eventTime: time },
    serviceEventDetails: z.object({
      repositoryName,
      lifecycleEventPolicy: z.optional(
        z.object({
          lifecycleEventRules: z.optional(
            z.array(
              z.object({
                rulePriority: priority,
                description: z.optional(z.nullable(anyText)),
                action: z.optional(anyText),
                lifecycleEventSelection: z.optional(
                  z.object({
                    countType: z.optional(anyText),
                    countNumber: z.optional(z.number()),
                    countUnit: z.optional(z.nullable(anyText)),
                  }),
                ),
              }),
            ),
          ),
        }),
      ),
      lifecycleEventImageActions: z.array(
        z.object({
          lifecycleEventImage: z.object({
            digest: imageDigest,
            tagList: z.optional(z.nullable(z.array(imageTag))),
          }),
          rulePriority: z.optional(priority),
        }),
      ),
    }),
  }),
});

/**
 * A deletion, by ECR itself, by the call as CloudTrail has recorded it, or by a lifecycle policy, which may have archived
 * images instead.
 */
export const deletionEvent = z.discriminatedUnion('detail-type', [imageEvent, called, policyRun]);

export type DeletionEvent = z.infer<typeof deletionEvent>;

type Rule = NonNullable<
  NonNullable<
    z.infer<typeof policyRun>['detail']['serviceEventDetails']['lifecycleEventPolicy']
  >['lifecycleEventRules']
>[number];

/** What an event says is deleted. Whether each image is gone, or has lost a tag only, it may leave open. */
export interface Claim extends Omit<Deletion, 'action' | 'inUse' | 'usedBy'> {
  /** `UNKNOWN`: it was done by a rule that the event does not have. */
  action: Deletion['action'] | 'UNKNOWN';
}

/** Each image once. */
export function claimsOf(event: DeletionEvent): Claim[] {
  if (event['detail-type'] === 'ECR Image Action') {
    const { 'repository-name': repository, 'image-digest': digest } = event.detail;
    const { 'image-tag': tag } = event.detail;
    const tags = tag === undefined ? [] : [tag];
    return [{ at: event.time, repository, digest, tags, action: 'DELETE', cause: 'unknown' }];
  }
  return event['detail-type'] === 'AWS API Call via CloudTrail'
    ? ofCall(event.detail)
    : ofPolicy(event.detail);
}

function ofCall(detail: z.infer<typeof called>['detail']): Claim[] {
  const { repositoryName: repository } = detail.requestParameters;
  const { arn, invokedBy, principalId } = detail.userIdentity ?? {};
  const common = { at: detail.eventTime, repository, by: arn ?? invokedBy ?? principalId };
  const action = 'DELETE';
  if (detail.eventName === 'DeleteRepository')
    return [{ ...common, tags: [], action, cause: 'repository deleted' }];
  const byDigest = Map.groupBy(detail.responseElements.imageIds, (image) => image.imageDigest);
  return [...byDigest].map(([digest, those]) => {
    const tags = those.flatMap((image) => image.imageTag ?? []);
    return { ...common, digest, tags, action, cause: 'api call' };
  });
}

function ofPolicy({ eventTime: at, serviceEventDetails }: z.infer<typeof policyRun>['detail']) {
  const { repositoryName: repository, lifecycleEventImageActions: done } = serviceEventDetails;
  const rules = serviceEventDetails.lifecycleEventPolicy?.lifecycleEventRules ?? [];
  return done.map(({ lifecycleEventImage: { digest, tagList }, rulePriority: rule }): Claim => {
    const own = rules.find(({ rulePriority }) => rulePriority === rule);
    const ruleText = own && textOf(own);
    const tags = tagList ?? [];
    const common = { at, repository, digest, tags, rule, ruleText } as const;
    return { ...common, action: actionOf(own), cause: 'lifecycle policy' };
  });
}

function actionOf(rule: Rule | undefined): Claim['action'] {
  const action = rule?.action?.toLowerCase();
  if (action === 'expire') return 'DELETE';
  return action === 'transition' ? 'ARCHIVE' : 'UNKNOWN';
}

/** `keep 10: Image count more than 10`. */
function textOf({ description, lifecycleEventSelection: selection }: Rule): string | undefined {
  const { countType, countNumber, countUnit } = selection ?? {};
  const count = [countType, countNumber, countUnit].filter((it) => it != null).join(' ');
  return [description, count].filter(Boolean).join(': ') || undefined;
}
