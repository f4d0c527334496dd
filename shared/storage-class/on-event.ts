import * as z from 'zod/mini';
import type { Ledger } from '../alerts/ledger.ts';
import { lookOnce } from '../alerts/look-once.ts';
import type { Notifier } from '../alerts/notifier.ts';
import { repositoryName } from '../runtime/ecr-fields.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { checkUses } from './look.ts';

/** A change of the storage class: of an image, a signature or SBOM, or another artifact. */
const changed = z.object({
  'detail-type': z.enum(['ECR Image Action', 'ECR Referrer Action', 'ECR Artifact Action']),
  detail: z.object({ 'repository-name': repositoryName }),
});

export const storageClassEvent = z.discriminatedUnion('detail-type', [
  changed,
  z.object({ 'detail-type': z.literal('Scheduled Event') }),
]);

export interface Looking {
  clients: Parameters<typeof checkUses>[0];
  notifier: Pick<Notifier, 'notify' | 'resolve'>;
  ledger: Ledger;
  /** Events within so many seconds cause one check. */
  gatherSeconds: number;
}

/** How many archived images are logged. */
const MOST_LOGGED = 100;

/**
 * Checks whether archived images are in use. A lifecycle policy archives many images at a time, each with its own
 * event: the images in use are read once for all of them.
 */
export async function onStorageClassEvent(
  with_: Looking,
  event: z.infer<typeof storageClassEvent>,
): Promise<object> {
  if (event['detail-type'] === 'Scheduled Event') return look(with_, true);
  const { ledger, gatherSeconds } = with_;
  const once = () => look(with_, false);
  const done = await lookOnce(ledger, 'storage-class/look', gatherSeconds, once);
  return done ?? { gathered: true };
}

async function look({ clients, notifier }: Looking, isScheduled: boolean) {
  const looked = await checkUses(clients, notifier, isScheduled);
  const { archived, notAllOf } = looked;
  const level = archived.length + notAllOf.length > 0 ? 'warn' : 'info';
  logger[level]('Images in use checked', {
    ...looked,
    archived: archived.slice(0, MOST_LOGGED),
  });
  count({ ArchivedImagesInUse: archived.length });
  return { ...looked, archived: archived.length };
}
