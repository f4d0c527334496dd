import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { lookOnce } from '../shared/alerts/look-once.ts';
import { ownersIn } from '../shared/alerts/owners.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { repositoryName } from '../shared/runtime/ecr-fields.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { lookAtUses } from '../shared/storage-class/look.ts';

const ecr = paced(new ECRClient(clientDefaults));
const ecs = new ECSClient(clientDefaults);
const lambda = new LambdaClient(clientDefaults);
const dynamodb = new DynamoDBClient(clientDefaults);
const people = peopleOf(config.alerts, ownersIn(ecr));

/** A change of the storage class: of an image, a signature or SBOM, or another artifact. */
const changed = z.object({
  'detail-type': z.enum(['ECR Image Action', 'ECR Referrer Action', 'ECR Artifact Action']),
  detail: z.object({ 'repository-name': repositoryName }),
});

const scheduled = z.object({ 'detail-type': z.literal('Scheduled Event') });

/**
 * An image was archived, or it is night: is any still run by somebody? A lifecycle policy archives many images at a
 * time, each with an event of its own: who runs what is asked once for all of them.
 */
export const handler = wrap(
  z.discriminatedUnion('detail-type', [changed, scheduled]),
  async (event) => {
    if (event['detail-type'] === 'Scheduled Event') return look(true);
    const ledger = { dynamodb, table: requireVariable('LEDGER_TABLE') };
    const seconds = Number(requireVariable('GATHER_SECONDS'));
    const done = await lookOnce(ledger, 'storage-class/look', seconds, () => look(false));
    return done ?? { gathered: true };
  },
);

async function look(isSweep: boolean) {
  const looked = await lookAtUses({ ecr, ecs, lambda }, people(), isSweep);
  const { archived, notAllOf } = looked;
  logger[archived.length + notAllOf.length > 0 ? 'warn' : 'info']('Images in use looked at', {
    ...looked,
    archived: archived.slice(0, 100),
  });
  count({ ArchivedImagesInUse: archived.length });
  return { ...looked, archived: archived.length };
}
