import { deniedInTurn } from './in-turn.ts';
import { alarm, inventory, replication, storageClass, unknownEvent } from './scenarios-others.ts';

await deniedInTurn([replication]);
await deniedInTurn([storageClass]);
await deniedInTurn([unknownEvent]);
await deniedInTurn([alarm]);
await deniedInTurn([inventory]);
