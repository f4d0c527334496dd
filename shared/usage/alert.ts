import type { Alert } from '../alerts/alert.ts';
import type { ScheduledRun } from '../alerts/notifying.ts';
import type { RecordedUse } from '../use/record.ts';
import { nameInUse, type UnknownUses } from '../use/uses.ts';
import { type Place, waysBack } from '../use/ways-back.ts';
import type { Walked } from '../walk/visitor.ts';
import { type MissingUse, missingName } from './missing.ts';
import type { RestoredUse } from './restore.ts';
import { boundedUsers, userLines } from './users.ts';

const A_WEEK = 604_800;

/** What an alert on an archived image that is in use is known by. */
export function archivedCause(repository: string, digest: string): string {
  return `storage-class/${repository}/${digest}`;
}

/** The alert on an archived image that is in use; once a week while it is so. */
export function archivedUseAlert(archived: RestoredUse): Alert {
  const { repository, digest, archivedAt, uses, index, related, restore } = archived;
  const users = uses.flatMap((use) => use.by.map((it) => `${it}, as ${nameInUse(use)}`));
  const isRestoring = restore?.state === 'restoring';
  return {
    kind: 'storage.archived',
    cause: {
      id: archivedCause(repository, digest),
      windowSeconds: A_WEEK,
      ...(isRestoring && { occasion: `restored/${restore.actionId}` }),
    },
    title: `An archived image of ${repository} is in use`,
    where: { text: `${repository}@${digest}`, repository, digest },
    severity: isRestoring ? 'warning' : 'error',
    stands: true,
    ...(archivedAt !== undefined && { since: archivedAt }),
    what: [
      `${repository}@${digest} is in the archive: the next pull of it fails with a 404`,
      ...(index === undefined ? [] : [`the image index ${index} lists it`]),
      ...(related === undefined ? [] : [`it belongs to ${related}, which is in use`]),
      ...userLines(boundedUsers(users)),
      ...notRestored(restore),
    ],
    ...(isRestoring
      ? { done: ['its restore was started: it takes up to 20 minutes'] }
      : { todo: [`Restore it, which takes up to 20 minutes: ${restoreCommand(archived)}`] }),
  };
}

function notRestored(restore: RestoredUse['restore']): string[] {
  if (restore?.state === 'failed') return [`it could not be restored: ${restore.why}`];
  return restore?.state === 'observed' ? [`it is not restored: ${restore.why}`] : [];
}

function restoreCommand({ repository, digest }: Pick<RestoredUse, 'repository' | 'digest'>) {
  return `aws ecr update-image-storage-class --repository-name ${repository} --image-id imageDigest=${digest} --target-storage-class STANDARD`;
}

/** A missing image, and what is known of it. */
export interface LookedUp extends MissingUse {
  /** As the nightly walk has last seen it. */
  last: RecordedUse | undefined;
  /** Whether the image that its tag named is still there. */
  isThere: boolean;
}

/** The alert on an image that somebody runs and that is gone; once a week while it is so. */
export function missingUseAlert({ last, isThere, ...missing }: LookedUp, place: Place): Alert {
  const { repository, imageId, gone = false } = missing;
  const text = missingName(missing);
  const tag = 'imageTag' in imageId ? imageId.imageTag : undefined;
  const digest = 'imageDigest' in imageId ? imageId.imageDigest : last?.digest;
  return {
    kind: 'use.missing',
    cause: { id: `use/missing/${text}`, windowSeconds: A_WEEK },
    title: `An image in use is missing in ${repository}`,
    where: { text, repository, ...(tag && { tag }), ...(digest && { digest }) },
    severity: 'critical',
    stands: true,
    what: [
      gone
        ? `the repository ${repository} does not exist: the next pull of ${text} fails`
        : `${text} is no longer there: the next pull of it fails`,
      ...userLines(missing),
      ...(last ? [`the nightly walk has seen it in use since ${last.since.slice(0, 10)}`] : []),
      ...(tag !== undefined && last ? [`${tag} was ${last.digest}`] : []),
    ],
    todo: [
      ...waysBack({ repository, tag, digest, gone, isThere }, place),
      ...(isThere ? [] : [findOut(repository)]),
    ],
  };
}

function findOut(repository: string): string {
  return `Find out what removed it: npx ecr-steward history ${repository}, and BatchDeleteImage and PolicyExecutionEvent in CloudTrail`;
}

/** The alert on a source of uses that could not be read; once a week while it is so. */
export function unknownUsesAlert({ source, why }: UnknownUses): Alert {
  return {
    kind: 'use.unknown',
    cause: { id: `use/unknown/${source}`, windowSeconds: A_WEEK },
    title: `It is not known which images ${source} runs`,
    where: { text: 'the registry' },
    severity: 'error',
    stands: true,
    what: [
      why,
      'as long as it is so, every image may be in use: no tag of one is removed, and none is archived or deleted',
    ],
    todo: [
      `Correct the cause. If nothing of ${source} runs images of this registry, remove it from use.sources in registry.yml`,
    ],
  };
}

/**
 * What a walk has covered: the sources of uses, and the repositories that were seen. Where a source was not read, it may
 * use any image.
 */
export function coveredByUses(
  unknown: readonly UnknownUses[],
  { began, hasSeen }: Pick<Walked, 'began' | 'hasSeen'>,
): ScheduledRun {
  return {
    kinds: ['storage.archived', 'use.missing', 'use.unknown'],
    began,
    covers: ({ repository }, kind) =>
      kind === 'use.unknown' || (unknown.length === 0 && hasSeen(repository)),
  };
}
