import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { ownersIn } from '../shared/alerts/owners.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { imageDigest, imageTag, repositoryName } from '../shared/runtime/ecr-fields.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { sweepTags } from '../shared/tags/sweep.ts';
import { notePusher, type Watch, watchTag } from '../shared/tags/watch.ts';

const ecr = paced(new ECRClient(clientDefaults));
const people = peopleOf(config.alerts, ownersIn(ecr));
const dynamodb = new DynamoDBClient(clientDefaults);

const identity = z.optional(z.string().check(z.maxLength(2048)));

/** A push names a tag, PutImage of CloudTrail also who pushed; from the schedule the scope is all tags. */
const occasion = z.discriminatedUnion('detail-type', [
  z.object({ 'detail-type': z.literal('Scheduled Event') }),
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

/** A tag that comes to name another image is told, unless registry.yml lets it. */
export const handler = wrap(occasion, async (event) => {
  const watch = watching();
  if (config.movedTags.length === 0) return { watched: 'unwatched' };
  if (!('detail' in event)) {
    const swept = await sweepTags(watch);
    logger.info('Tags looked at', { ...swept });
    return swept;
  }
  if ('image-tag' in event.detail) {
    const { 'repository-name': repository, 'image-tag': tag } = event.detail;
    return { watched: await watchTag(watch, { repository, tag }) };
  }
  const { eventTime, requestParameters, responseElements, userIdentity } = event.detail;
  const scope = { repository: requestParameters.repositoryName, tag: requestParameters.imageTag };
  const { imageDigest: digest } = responseElements.image.imageId;
  const who = userIdentity.arn ?? userIdentity.invokedBy ?? userIdentity.principalId;
  if (who === undefined) return { watched: 'none' };
  return { watched: await notePusher(watch, scope, { digest, who, at: eventTime }) };
});

function watching(): Watch {
  const { tell } = people();
  return {
    ecr,
    tags: { dynamodb, table: requireVariable('TAGS_TABLE') },
    rules: config.movedTags,
    cachePrefixes: config.pullThroughCache.rules.map(({ prefix }) => prefix),
    tell: async (alert) => {
      const told = (await tell([alert])) > 0;
      if (told) {
        logger.warn('A tag was moved', { alert });
        count({ MovedTagsTold: 1 });
      }
      return told;
    },
  };
}
