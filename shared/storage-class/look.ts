import type { ECRClient } from '@aws-sdk/client-ecr';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Notifier } from '../alerts/notifier.ts';
import { identify } from '../registry/identity.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { readUses, sourcesOf } from '../use/read.ts';
import { archivedUseAlert } from './alert.ts';
import { type ArchivedUse, archivedAmong } from './archived.ts';

/** What a check has found. */
export interface Looked {
  /** How many images are in use. */
  lookedAt: number;
  /** Sources that were not read to their end, so that more images may be in use. */
  notAllOf: string[];
  /** Those of the images that are in the archive. */
  archived: ArchivedUse[];
  /** How many of these were not reported before. */
  notified: number;
}

/** How many archived images are logged. */
const MOST_LOGGED = 100;

/** Reads which images are in use, and sends alerts on those that are archived. */
export async function checkUses(
  clients: { ecr: ECRClient; ecs: ECSClient; lambda: LambdaClient },
  { notify }: Pick<Notifier, 'notify'>,
): Promise<Looked> {
  const { images, unknown } = await readUses(sourcesOf(clients), await identify(clients.ecr));
  const archived = await archivedAmong(clients.ecr, images);
  const notified = await notify(archived.map(archivedUseAlert));
  return {
    lookedAt: images.length,
    notAllOf: unknown.map(({ source, why }) => `${source}: ${why}`),
    archived,
    notified,
  };
}

/** Logs and counts what was found. @returns the same, in numbers. */
export function noteLooked({ archived, ...looked }: Looked): object {
  const level = archived.length + looked.notAllOf.length > 0 ? 'warn' : 'info';
  const shown = { ...looked, archived: archived.slice(0, MOST_LOGGED) };
  logger[level]('Images in use checked', shown);
  count({ ArchivedImagesInUse: archived.length });
  return { ...looked, archived: archived.length };
}
