import type { ECRClient } from '@aws-sdk/client-ecr';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Notifier } from '../alerts/notifier.ts';
import { identify } from '../registry/identity.ts';
import { usesOf } from '../use/uses.ts';
import { archivedUseAlert, coveredByUses } from './alert.ts';
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

/** Reads which images are in use, and sends alerts on those that are archived; a scheduled run resolves alerts, too. */
export async function checkUses(
  clients: { ecr: ECRClient; ecs: ECSClient; lambda: LambdaClient },
  { notify, resolve }: Pick<Notifier, 'notify' | 'resolve'>,
  isScheduled: boolean,
): Promise<Looked> {
  const began = new Date();
  const { images, beyond } = await usesOf(clients, await identify(clients.ecr));
  const archived = await archivedAmong(clients.ecr, images);
  const found = archived.map(archivedUseAlert);
  const notified = await notify(found);
  if (isScheduled) await resolve(coveredByUses({ beyond }, began), found);
  return { lookedAt: images.length, notAllOf: beyond, archived, notified };
}
