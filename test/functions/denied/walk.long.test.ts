import { deniedInTurn } from './in-turn.ts';
import {
  walkForInventory,
  walkOfArchived,
  walkOfCached,
  walkOfMovedTags,
  walkOfNames,
  walkOfReplication,
  walkOfScans,
  walkOfSettings,
  walkOfShield,
} from './scenarios-walk.ts';
import { walkOfRetention, walkOfUnused } from './scenarios-walk-retention.ts';

await deniedInTurn(
  [
    ...[walkForInventory, walkOfNames, walkOfMovedTags, walkOfSettings, walkOfCached],
    ...[walkOfScans, walkOfReplication, walkOfArchived, walkOfShield],
    ...[walkOfRetention, walkOfUnused],
  ],
  {
    'lambda:GetDurableExecutionState':
      'the SDK of durable functions asks for the rest of a state that is too large for an event',
    's3:AbortMultipartUpload': 'only of an object of more than 8 MB whose upload fails',
  },
);
