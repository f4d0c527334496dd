import { resolve } from 'node:path';
import { ownerOf } from '../../shared/actions/owner.ts';
import { notedBucket } from '../../shared/inventory/store/noted.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { folderStore } from '../../shared/runtime/store/folder.ts';
import { s3Store } from '../../shared/runtime/store/s3.ts';
import type { Store } from '../../shared/runtime/store/store.ts';
import type { Session } from './clients.ts';
import { inLedgerOf, ledgerOf } from './steward.ts';

/** Where an inventory is stored: one of them, or neither. */
export interface Places {
  bucket?: string;
  folder?: string;
}

/** Places, or the stack that has the bucket; default: the one that owns the registry. */
export interface PlacesOrStack extends Places {
  stack?: string;
}

/** The store that the options name; undefined for none. */
export function storeOf({ s3 }: Session, { bucket, folder }: Places): Store | undefined {
  if (bucket !== undefined && folder !== undefined) {
    throw new StewardError('--bucket and --folder exclude each other: give one');
  }
  if (bucket !== undefined) return s3Store(s3, bucket);
  return folder === undefined ? undefined : folderStore(resolve(folder));
}

/**
 * The store that the options name, or that of the stack. Undefined where nothing is named and no stack owns the
 * registry.
 *
 * @throws StewardError for a stack whose ledger is missing, or has no bucket noted yet.
 */
export async function storeOfStack(
  session: Session,
  options: PlacesOrStack,
): Promise<Store | undefined> {
  const named = storeOf(session, options);
  if (named) return named;
  // The bucket of the stack that a snapshot names is in the account.
  const owner = session.dryRun ? undefined : await ownerOf(session.ecr);
  const stack = options.stack ?? owner?.stack;
  if (stack === undefined) return undefined;
  const ledger = await ledgerOf(session, { stack, file: '' });
  const bucket = await inLedgerOf(ledger, 'where the inventory is', notedBucket);
  if (bucket !== undefined) return s3Store(session.s3, bucket);
  throw new StewardError(
    `the stack ${stack} has not noted yet in which bucket its inventory is: the nightly walk does. ` +
      'Until then: --bucket NAME, which is its output InventoryBucketName',
  );
}
