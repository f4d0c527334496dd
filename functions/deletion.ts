import { S3Client } from '@aws-sdk/client-s3';
import { deletionEvent } from '../shared/deletions/events.ts';
import { onDeletion } from '../shared/deletions/on-event.ts';
import { placeOf } from '../shared/deletions/place.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { s3Store } from '../shared/runtime/store/s3.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { clientsOf } from '../shared/steward/clients-of.ts';
import { configured } from '../shared/steward/configured.ts';
import { rememberedUses } from '../shared/use/seen.ts';

const s3 = new S3Client(clientDefaults);
const uses = rememberedUses();

/** Images were deleted, or archived by a lifecycle policy: keeps it, and reports those that were in use. */
export const handler = wrap(
  deletionEvent,
  configured((active) => {
    const { ecr, notifier } = clientsOf(active);
    return (event) => {
      const place = placeOf(active.config);
      const store = s3Store(s3, place.bucket);
      return onDeletion({ ecr, store, notifier: notifier(), place, uses }, event);
    };
  }),
);
