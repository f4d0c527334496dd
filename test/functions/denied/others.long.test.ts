import { deniedInTurn, oneAlert } from './in-turn.ts';
import { alarm, replication, storageClass, unknownEvent } from './scenarios-others.ts';

await deniedInTurn([replication], oneAlert);
await deniedInTurn([storageClass]);
await deniedInTurn([unknownEvent]);
await deniedInTurn([alarm]);
