import { deniedInTurn } from './in-turn.ts';
import { alarm, replication, storageClass, unknownEvent } from './scenarios-others.ts';

await deniedInTurn([replication]);
await deniedInTurn([storageClass]);
await deniedInTurn([unknownEvent]);
await deniedInTurn([alarm]);
