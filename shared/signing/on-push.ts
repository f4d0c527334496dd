import { noteDue } from '../actions/due.ts';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import { isReferrerTag } from '../registry/manifests/referrers.ts';
import { isOwnTag } from '../registry/tags/own-tag.ts';
import type { Signing } from './rules.ts';
import { GRACE_MS } from './status.ts';

/** A push: an image without a tag is part of another one, or a signature itself. One of our own tags is no push of it. */
export interface Pushed {
  repository: string;
  digest?: string | undefined;
  tag?: string | undefined;
}

/**
 * Notes a pushed image that has to be signed, to be looked at after its grace: one write. One without digest or tag is
 * left to the walk.
 */
export async function noteForSigning(
  ledger: () => Ledger,
  signing: Signing,
  { repository, digest, tag }: Pushed,
  now = Date.now(),
): Promise<boolean> {
  if (digest === undefined || tag === undefined) return false;
  if (isReferrerTag(tag) || isOwnTag(tag, digest)) return false;
  if (!signing.mayApply(repository)) return false;
  const dueAt = new Date(now + GRACE_MS);
  await noteDue(ledger(), { capability: 'signing', repository, digest, dueAt });
  return true;
}
