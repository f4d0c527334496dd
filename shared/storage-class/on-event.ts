import * as z from 'zod/mini';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import { lookOnce } from '../alerts/ledger/look-once.ts';
import type { Notifier } from '../alerts/notifier.ts';
import { repositoryName } from '../runtime/ecr-fields.ts';
import { checkUses, noteLooked } from './look.ts';

/** A change of the storage class: of an image, a signature or SBOM, or another artifact. */
export const storageClassEvent = z.object({
  'detail-type': z.enum(['ECR Image Action', 'ECR Referrer Action', 'ECR Artifact Action']),
  detail: z.object({ 'repository-name': repositoryName }),
});

export interface Looking {
  clients: Parameters<typeof checkUses>[0];
  notifier: Pick<Notifier, 'notify'>;
  ledger: Ledger;
  /** Events within so many seconds cause one check. */
  gatherSeconds: number;
}

/**
 * Checks whether archived images are in use. A lifecycle policy archives many images at a time, each with its own
 * event: the images in use are read once for all of them.
 */
export async function onStorageClassEvent({
  clients,
  notifier,
  ledger,
  gatherSeconds,
}: Looking): Promise<object> {
  const look = async () => noteLooked(await checkUses(clients, notifier));
  const done = await lookOnce(ledger, 'storage-class/look', gatherSeconds, look);
  return done ?? { gathered: true };
}
