import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { declaredPrefixes } from '../shared/config/schema/prefix.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { clientsOf } from '../shared/steward/clients-of.ts';
import { configured } from '../shared/steward/configured.ts';
import { tagEvent } from '../shared/tags/events.ts';
import { movesTo, onTagEvent } from '../shared/tags/on-event.ts';

/** Reports a tag that moves to another image, where `movedTags` in registry.yml watches it. */
export const handler = wrap(
  tagEvent,
  configured((active) => {
    const { config } = active;
    const { ecr, notifier } = clientsOf(active);
    const dynamodb = new DynamoDBClient(clientDefaults);
    const cachePrefixes = declaredPrefixes(config);
    return (event) => {
      const tags = { dynamodb, table: requireVariable('TAGS_TABLE') };
      const notify = movesTo(notifier());
      return onTagEvent({ ecr, tags, rules: config.movedTags, cachePrefixes, notify }, event);
    };
  }),
);
