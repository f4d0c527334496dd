import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { ownersIn } from '../shared/alerts/owners.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { identify } from '../shared/registry/identity.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { repositoryName } from '../shared/runtime/ecr-fields.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { archivedSweep, archivedUseAlert } from '../shared/storage-class/alert.ts';
import { archivedAmong } from '../shared/storage-class/archived.ts';
import { rememberedFor, usesOf } from '../shared/use/uses.ts';

const ecr = paced(new ECRClient(clientDefaults));
const ecs = new ECSClient(clientDefaults);
const lambda = new LambdaClient(clientDefaults);
const people = peopleOf(config.alerts, ownersIn(ecr));

/** A change of the storage class: of an image, a signature or SBOM, or another artifact. */
const changed = z.object({
  'detail-type': z.enum(['ECR Image Action', 'ECR Referrer Action', 'ECR Artifact Action']),
  detail: z.object({ 'repository-name': repositoryName }),
});

const scheduled = z.object({ 'detail-type': z.literal('Scheduled Event') });

/** A lifecycle policy archives many images at a time, each with an event of its own: who uses what is kept. */
const USES_MS = 60_000;
const uses = rememberedFor(USES_MS, async () => usesOf({ ecs, lambda }, await identify(ecr)));

/** An image was archived, or it is night: is it, or any, still run by somebody? */
export const handler = wrap(
  z.discriminatedUnion('detail-type', [changed, scheduled]),
  async (event) => {
    const { tell, settle } = people();
    const began = new Date(Date.now() - USES_MS);
    const { images, beyond } = await uses();
    const isSweep = event['detail-type'] === 'Scheduled Event';
    const scope = isSweep ? undefined : event.detail['repository-name'];
    const inScope = images.filter(({ repository }) => (scope ?? repository) === repository);
    const archived = await archivedAmong(ecr, inScope);
    logger[archived.length + beyond.length > 0 ? 'warn' : 'info']('Images in use looked at', {
      scope: scope ?? 'registry',
      lookedAt: inScope.length,
      notAllOf: beyond,
      archived: archived.slice(0, 100),
    });
    count({ ArchivedImagesInUse: archived.length });
    const found = archived.map(archivedUseAlert);
    const told = await tell(found);
    if (isSweep) await settle(archivedSweep({ beyond }, began), found);
    return { lookedAt: inScope.length, notAllOf: beyond, archived: archived.length, told };
  },
);
