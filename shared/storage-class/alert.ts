import type { Alert } from '../alerts/alert.ts';
import type { ScheduledRun } from '../alerts/notifying.ts';
import type { Walked } from '../walk/visitor.ts';
import type { ArchivedUse } from './archived.ts';

const A_WEEK = 604_800;

/** More users than these are counted, not named. */
const NAMED = 20;

/** The alert on an archived image that is in use; once a week while it is so. */
export function archivedUseAlert(archived: ArchivedUse): Alert {
  const { repository, digest, archivedAt, uses } = archived;
  const users = uses.flatMap(({ by, imageId }) => by.map((it) => `${it}, as ${nameOf(imageId)}`));
  const more = users.length - NAMED;
  return {
    kind: 'storage.archived',
    cause: { id: `storage-class/${repository}/${digest}`, windowSeconds: A_WEEK },
    title: `An archived image of ${repository} is in use`,
    where: { text: `${repository}@${digest}`, repository, digest },
    severity: 'error',
    stands: true,
    ...(archivedAt !== undefined && { since: archivedAt }),
    what: [
      `${repository}@${digest} is in the archive: the next pull of it fails with a 404`,
      ...users.slice(0, NAMED).map((it) => `used by ${it}`),
      ...(more > 0 ? [`and by ${more} more`] : []),
    ],
    todo: [
      `Restore it, which takes up to 20 minutes: aws ecr update-image-storage-class --repository-name ${repository} --image-id imageDigest=${digest} --target-storage-class STANDARD`,
    ],
  };
}

/**
 * What a walk has covered: the repositories that were seen, and none where some users were not read, as they may use
 * any image.
 */
export function coveredByUses(
  beyond: readonly string[],
  { began, hasSeen }: Pick<Walked, 'began' | 'hasSeen'>,
): ScheduledRun {
  return {
    kinds: ['storage.archived'],
    began,
    covers: ({ repository }) => beyond.length === 0 && hasSeen(repository),
  };
}

function nameOf(imageId: ArchivedUse['uses'][number]['imageId']): string {
  return 'imageTag' in imageId ? imageId.imageTag : imageId.imageDigest;
}
