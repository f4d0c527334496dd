import type { ECRClient } from '@aws-sdk/client-ecr';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Notifier } from '../alerts/notifier.ts';
import { identify } from '../registry/identity.ts';
import { usesOf } from '../use/uses.ts';
import { archivedSweep, archivedUseAlert } from './alert.ts';
import { type ArchivedUse, archivedAmong } from './archived.ts';

/** What a look has found. */
export interface Looked {
  /** How many images are run by somebody. */
  lookedAt: number;
  /** Sources that were not read to their end, so that more may be run. */
  notAllOf: string[];
  /** Those of the images that are in the archive. */
  archived: ArchivedUse[];
  /** How many of these people did not know of. */
  told: number;
}

/** Asks who runs which images, and tells people of those that are archived; a sweep says what is over, too. */
export async function lookAtUses(
  clients: { ecr: ECRClient; ecs: ECSClient; lambda: LambdaClient },
  { notify, resolve }: Pick<Notifier, 'notify' | 'resolve'>,
  isSweep: boolean,
): Promise<Looked> {
  const began = new Date();
  const { images, beyond } = await usesOf(clients, await identify(clients.ecr));
  const archived = await archivedAmong(clients.ecr, images);
  const found = archived.map(archivedUseAlert);
  const told = await notify(found);
  if (isSweep) await resolve(archivedSweep({ beyond }, began), found);
  return { lookedAt: images.length, notAllOf: beyond, archived, told };
}
