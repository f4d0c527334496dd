import type { ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import { image } from '../registry/read.ts';
import type { Deletion } from '../use/deleted/deletion.ts';
import type { SeenUse, SeenUses } from '../use/seen.ts';
import type { Claim } from './events.ts';

/** What has really happened to an image. */
export interface Confirmed {
  deletion: Deletion;
  use: SeenUse;
  /** The image is still there: only these tags of it were removed, or it was pushed again. */
  isThere: boolean;
}

/** How many images are looked up at a time. */
const AT_A_TIME = 10;

/** Compares what an event says with the registry, where the event leaves it open or somebody would be alerted. */
export function confirm(
  ecr: ECRClient,
  uses: SeenUses,
  claims: readonly Claim[],
): Promise<Confirmed[]> {
  return pMap(
    claims.flatMap((claim) => each(claim, uses)),
    (it) => look(ecr, uses, it),
    {
      concurrency: AT_A_TIME,
    },
  );
}

interface Open {
  claim: Claim;
  use: SeenUse;
}

/** Of a repository that was deleted, those of its images that are in use. */
function each(claim: Claim, uses: SeenUses): Open[] {
  const { repository, digest } = claim;
  if (digest !== undefined) return [{ claim, use: uses.of(repository, digest) }];
  const inUse = uses.inRepository(repository).map((use) => ({
    claim: { ...claim, digest: use.digest },
    use: uses.of(repository, use.digest),
  }));
  return [{ claim, use: uses.of(repository, ANY_OTHER) }, ...inUse];
}

/** No image has this digest: what is known of those that are not in the record. */
const ANY_OTHER = '';

async function look(ecr: ECRClient, uses: SeenUses, { claim, use }: Open): Promise<Confirmed> {
  const { repository, digest: imageDigest } = claim;
  const found =
    imageDigest !== undefined && isOpen(claim, use)
      ? await image(ecr, repository, { imageDigest }, { imageStatus: 'ANY' })
      : undefined;
  const isArchived = claim.action === 'ARCHIVE' || (found && found.imageStatus !== 'ACTIVE');
  const archives = claim.action !== 'DELETE' && isArchived;
  return {
    deletion: {
      ...claim,
      action: archives ? 'ARCHIVE' : 'DELETE',
      ...uses.columnsOf(repository, imageDigest ?? ANY_OTHER),
    },
    use,
    isThere: found !== undefined && !archives,
  };
}

/** A deletion of a tag is one of the image only if it was the last. */
function isOpen({ cause, tags, action }: Claim, { state }: SeenUse): boolean {
  if (action === 'ARCHIVE') return false;
  if (action === 'UNKNOWN' || state === 'in use' || state === 'standby') return true;
  return cause !== 'lifecycle policy' && tags.length > 0;
}
