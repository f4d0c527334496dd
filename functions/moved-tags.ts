import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import config from '../registry.yml';
import { ownersIn } from '../shared/alerts/owners.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { declaredPrefixes } from '../shared/config/schema/prefix.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { tagEvent, watchEvent } from '../shared/tags/events.ts';
import { sweepTags } from '../shared/tags/sweep.ts';
import type { Watch } from '../shared/tags/watch.ts';

const ecr = paced(new ECRClient(clientDefaults));
const people = peopleOf(config.alerts, ownersIn(ecr));
const dynamodb = new DynamoDBClient(clientDefaults);

/** A tag that comes to name another image is told, unless registry.yml lets it. */
export const handler = wrap(tagEvent, async (event) => {
  if (config.movedTags.length === 0) return { watched: 'unwatched' };
  const watch = watching();
  if (event['detail-type'] !== 'Scheduled Event')
    return { watched: await watchEvent(watch, event) };
  const swept = await sweepTags(watch);
  logger.info('Tags looked at', { ...swept });
  return swept;
});

function watching(): Watch {
  const { tell } = people();
  return {
    ecr,
    tags: { dynamodb, table: requireVariable('TAGS_TABLE') },
    rules: config.movedTags,
    cachePrefixes: declaredPrefixes(config),
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
