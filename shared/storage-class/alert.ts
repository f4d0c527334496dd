import type { Alert } from '../alerts/alert.ts';
import type { Cause } from '../alerts/once.ts';
import type { ArchivedUse } from './archived.ts';

const A_WEEK = 604_800;

/** More users than these are counted, not named. */
const NAMED = 20;

/** What people are told of an archived image that somebody runs; once a week while it is so. */
export function archivedUseAlert(archived: ArchivedUse): { alert: Alert; cause: Cause } {
  const { repository, digest, archivedAt, uses } = archived;
  const users = uses.flatMap(({ by, imageId }) => by.map((it) => `${it}, as ${nameOf(imageId)}`));
  const more = users.length - NAMED;
  const since = archivedAt === undefined ? '' : ` since ${archivedAt.toISOString()}`;
  const alert: Alert = {
    title: `An archived image of ${repository} is in use`,
    where: repository,
    severity: 'error',
    lines: [
      `- ${repository}@${digest} is in the archive${since}: the next pull of it fails with a 404`,
      ...users.slice(0, NAMED).map((it) => `- used by ${it}`),
      ...(more > 0 ? [`- and by ${more} more`] : []),
      `- What to do: restore it, which takes up to 20 minutes: aws ecr update-image-storage-class --repository-name ${repository} --image-id imageDigest=${digest} --target-storage-class STANDARD`,
    ],
  };
  return { alert, cause: { id: `storage-class/${repository}/${digest}`, windowSeconds: A_WEEK } };
}

function nameOf(imageId: ArchivedUse['uses'][number]['imageId']): string {
  return 'imageTag' in imageId ? imageId.imageTag : imageId.imageDigest;
}
