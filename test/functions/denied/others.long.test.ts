import { deniedInTurn, oneAlert } from './in-turn.ts';
import { alarm, inventory, replication, storageClass, unknownEvent } from './scenarios-others.ts';

await deniedInTurn([replication], oneAlert);
await deniedInTurn([storageClass]);
await deniedInTurn([unknownEvent]);
await deniedInTurn([alarm]);
await deniedInTurn([inventory], {
  ...oneAlert,
  'lambda:GetDurableExecutionState':
    'the SDK of durable functions asks for the rest of a state that is too large for an event',
  's3:AbortMultipartUpload': 'only of an object of more than 8 MB whose upload fails',
});
