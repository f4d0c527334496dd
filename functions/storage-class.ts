import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';
import { sendAlert } from '../shared/alerts/alert.ts';
import { tellOnce } from '../shared/alerts/once.ts';
import { identify } from '../shared/registry/identity.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { repositoryName } from '../shared/runtime/ecr-fields.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { archivedUseAlert } from '../shared/storage-class/alert.ts';
import { archivedAmong } from '../shared/storage-class/archived.ts';
import { rememberedFor, usesOf } from '../shared/storage-class/uses.ts';

const ecr = new ECRClient(clientDefaults);
const ecs = new ECSClient(clientDefaults);
const lambda = new LambdaClient(clientDefaults);
const sns = new SNSClient(clientDefaults);
const dynamodb = new DynamoDBClient(clientDefaults);

/** A change of the storage class: of an image, a signature or SBOM, or another artifact. */
const changed = z.object({
  'detail-type': z.enum(['ECR Image Action', 'ECR Referrer Action', 'ECR Artifact Action']),
  detail: z.object({ 'repository-name': repositoryName }),
});

const scheduled = z.object({ 'detail-type': z.literal('Scheduled Event') });

/** A lifecycle policy archives many images at a time, each with an event of its own. */
const uses = rememberedFor(60_000, async () => usesOf({ ecs, lambda }, await identify(ecr)));

/** An image was archived, or it is night: is it, or any, still run by somebody? */
export const handler = wrap(
  z.discriminatedUnion('detail-type', [changed, scheduled]),
  async (event) => {
    const { images, beyond } = await uses();
    const scope =
      event['detail-type'] === 'Scheduled Event' ? undefined : event.detail['repository-name'];
    const inScope = images.filter(({ repository }) => (scope ?? repository) === repository);
    const archived = await archivedAmong(ecr, inScope);
    logger[archived.length + beyond.length > 0 ? 'warn' : 'info']('Images in use looked at', {
      scope: scope ?? 'registry',
      lookedAt: inScope.length,
      notAllOf: beyond,
      archived: archived.slice(0, 100),
    });
    count({ ArchivedImagesInUse: archived.length });
    const told = await tell(archived.map(archivedUseAlert));
    return { lookedAt: inScope.length, notAllOf: beyond, archived: archived.length, told };
  },
);

/** @returns how many people did not know yet */
async function tell(alerts: ReturnType<typeof archivedUseAlert>[]): Promise<number> {
  const topic = requireVariable('ALERT_TOPIC_ARN');
  const ledger = { dynamodb, table: requireVariable('LEDGER_TABLE') };
  let told = 0;
  for (const { alert, cause } of alerts) {
    if (await tellOnce(ledger, cause, () => sendAlert(sns, topic, alert))) told += 1;
  }
  return told;
}
