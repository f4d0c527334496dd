import * as z from 'zod/mini';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import { lookOnce } from '../alerts/ledger/look-once.ts';
import type { Notifier } from '../alerts/notifier.ts';
import { repositoryName } from '../runtime/ecr-fields.ts';
import type { Uses } from '../use/uses.ts';
import { checkUses, noteLooked } from './look.ts';
import type { Restoring } from './restore.ts';

/** A change of the storage class: of an image, a signature or SBOM, or another artifact. */
export const storageClassEvent = z.object({
  'detail-type': z.enum(['ECR Image Action', 'ECR Referrer Action', 'ECR Artifact Action']),
  detail: z.object({ 'repository-name': repositoryName }),
});

export interface Looking {
  restoring: Restoring;
  /** Reads what runs. */
  uses(): Promise<Uses>;
  notifier: Pick<Notifier, 'notify'>;
  ledger: Ledger;
  /** Events within so many seconds cause one check. */
  gatherSeconds: number;
}

/**
 * Checks whether archived images are in use, and restores these where it is allowed. A lifecycle policy archives many
 * images at a time, each with its own event: the images in use are read once for all of them.
 */
export async function onStorageClassEvent({
  restoring,
  uses,
  notifier,
  ledger,
  gatherSeconds,
}: Looking): Promise<object> {
  const look = async () => noteLooked(await checkUses(restoring, uses, notifier));
  const done = await lookOnce(ledger, 'storage-class/look', gatherSeconds, look);
  return done ?? { gathered: true };
}
