import { deniedInTurn } from './in-turn.ts';
import {
  alarm,
  deletion,
  deletionWithoutRecord,
  replication,
  storageClass,
  storageClassOfIndex,
  unknownEvent,
} from './scenarios-others.ts';

await deniedInTurn([replication]);
await deniedInTurn([storageClass, storageClassOfIndex]);
await deniedInTurn([deletion, deletionWithoutRecord], {
  's3:AbortMultipartUpload': 'an event is kept in one piece',
  's3:ListBucket': 'S3 asks for it where there is no record yet, the local AWS does not',
});
await deniedInTurn([unknownEvent]);
await deniedInTurn([alarm]);
