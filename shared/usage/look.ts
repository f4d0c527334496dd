import type { Gate } from '../actions/gate.ts';
import type { Notifier } from '../alerts/notifier.ts';
import { createIndexReader } from '../registry/manifests/index-parts.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import type { Uses } from '../use/uses.ts';
import { archivedUseAlert, unknownUsesAlert } from './alert.ts';
import { archivedAmong } from './archived-now.ts';
import { type RestoredUse, type Restoring, restoreUses } from './restore.ts';

/** What a check has found. */
export interface Looked {
  /** How many images are in use. */
  lookedAt: number;
  /** Sources that were not read to their end, so that more images may be in use. */
  notAllOf: string[];
  /** Those of the images that are in the archive: `repository@digest`. */
  archived: string[];
  /** How many restores were started. */
  restored: number;
  /** How many of the images are missing; default: not looked for. */
  missing?: number;
  /** How many were not reported before. */
  notified: number;
}

/** How many archived images are logged. */
const MOST_LOGGED = 100;

/** Reads which images are in use, restores those that are archived where it is allowed, and sends alerts on them. */
export async function checkUses(
  restoring: Restoring,
  uses: () => Promise<Uses>,
  notifier: Pick<Notifier, 'notify'>,
): Promise<Looked> {
  const read = await uses();
  const { images, unknown } = read;
  // What images in use need is looked for where it can be restored, as in the nightly walk.
  const indexes = restoring.rule && createIndexReader(restoring.ecr);
  const found = await archivedAmong(restoring.ecr, read, indexes);
  const { archived, notified } = await restoreAndNotify(restoring, found, notifier);
  const ofUnknown = await notifier.notify(unknown.map(unknownUsesAlert));
  return {
    lookedAt: images.length,
    notAllOf: unknown.map(({ source, why }) => `${source}: ${why}`),
    archived: archived.map(nameOf),
    restored: archived.filter(isRestoring).length,
    notified: notified + ofUnknown,
  };
}

/** Restores what it may, and sends an alert on each, with what was done. */
export async function restoreAndNotify(
  restoring: Restoring,
  found: Parameters<typeof restoreUses>[1],
  { notify }: Pick<Notifier, 'notify'>,
): Promise<{ archived: RestoredUse[]; notified: number }> {
  const archived = await restoreUses(restoring, found);
  const notified = await notify(archived.map(archivedUseAlert));
  await notedIn(restoring.gate, archived);
  return { archived, notified };
}

async function notedIn(gate: Gate, archived: readonly RestoredUse[]): Promise<void> {
  await gate.notified(
    archived.flatMap(({ restore }) => (restore?.state === 'restoring' ? restore.actionId : [])),
  );
}

export function isRestoring({ restore }: RestoredUse): boolean {
  return restore?.state === 'restoring';
}

export function nameOf({ repository, digest }: Pick<RestoredUse, 'repository' | 'digest'>): string {
  return `${repository}@${digest}`;
}

/** Logs and counts what was found. @returns the same, in numbers. */
export function noteLooked({ archived, ...looked }: Looked): object {
  const level = archived.length + looked.notAllOf.length > 0 ? 'warn' : 'info';
  const shown = { ...looked, archived: archived.slice(0, MOST_LOGGED) };
  logger[level]('Images in use checked', shown);
  const { missing } = looked;
  const metrics = { ArchivedImagesInUse: archived.length };
  count({ ...metrics, ...(missing !== undefined && { MissingImagesInUse: missing }) });
  return { ...looked, archived: archived.length };
}
