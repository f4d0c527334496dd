import { finishRestore } from './images/storage-class.ts';
import { finishPreview } from './lifecycle/preview.ts';
import type { Ecr } from './model/ecr.ts';
import type { Image } from './model/image.ts';
import type { Repository } from './model/repository.ts';
import { finishBackfill } from './replication/backfill.ts';
import { finishReplication } from './replication/replicate.ts';
import { finishScan } from './scanning/scan.ts';
import { finishSigning } from './signing/sign.ts';

/** Resumes background work that was running in a registry when its process ended, as ECR would. */
export function resume(ecr: Ecr): void {
  const { repositories, backfills } = ecr.registry;
  for (const repository of repositories.values()) {
    const preview = repository.lifecyclePreview;
    if (preview && !preview.actions) finishPreview(ecr, repository, preview);
    for (const image of repository.images.after()) resumeImage(ecr, repository, image);
  }
  for (const backfill of backfills.values()) {
    if (!backfill.endedAt) finishBackfill(ecr, backfill);
  }
}

function resumeImage(ecr: Ecr, repository: Repository, image: Image): void {
  const { scanned, status, signings, replications } = image;
  if (status === 'ACTIVATING') finishRestore(ecr, repository, image);
  if (scanned && !scanned.result) finishScan(ecr, repository, image, scanned);
  for (const signing of signings?.values() ?? []) {
    if (signing.status === 'IN_PROGRESS') finishSigning(ecr, repository, image, signing);
  }
  // The tag of the push is no longer known: each current tag is copied.
  const tags = image.tags.size > 0 ? image.tags : [undefined];
  for (const replication of replications?.values() ?? []) {
    if (replication.status !== 'IN_PROGRESS') continue;
    for (const tag of tags) finishReplication(ecr, repository, image, replication, tag);
  }
}
