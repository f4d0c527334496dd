import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { notifierOf } from '../shared/alerts/notifier.ts';
import { ownersIn } from '../shared/alerts/owners.ts';
import { declaredPrefixes } from '../shared/config/schema/prefix.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { configured } from '../shared/steward/configured.ts';
import { tagEvent } from '../shared/tags/events.ts';
import { movesTo, onTagEvent } from '../shared/tags/on-event.ts';

/** Reports a tag that moves to another image, where `movedTags` in registry.yml watches it. */
export const handler = wrap(
  tagEvent,
  configured(({ config }) => {
    const ecr = paced(new ECRClient(clientDefaults), config.limits);
    const notifier = notifierOf(config.alerts, ownersIn(ecr));
    const dynamodb = new DynamoDBClient(clientDefaults);
    const cachePrefixes = declaredPrefixes(config);
    return (event) => {
      const tags = { dynamodb, table: requireVariable('TAGS_TABLE') };
      const notify = movesTo(notifier());
      return onTagEvent({ ecr, tags, rules: config.movedTags, cachePrefixes, notify }, event);
    };
  }),
);
