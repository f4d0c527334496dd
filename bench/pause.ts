import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { startLocalAws } from '../local/aws.ts';
import { pause } from '../shared/actions/permits/pause.ts';
import { deploy, roomyLimits } from './deploy.ts';

/**
 * Seconds from `pause` to the last action of a scheduled run that is under way, and what a run does that begins later:
 * `npm run bench -- pause` (a minute). Each call of ECR takes as long as on a slow day, so that the run lasts.
 */

const TAGS = 60;
const LATENCY_MS = 400;
const PAUSED_AFTER_MS = 5_000;

const declared = `${roomyLimits}naming: { tags: [{ rule: v, kinds: [semver], action: quarantine }] }\n`;

const aws = await startLocalAws();
const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
const settings = { endpoint: aws.endpoint, region: aws.region, credentials };
const [ecr, dynamodb] = [new ECRClient(settings), new DynamoDBClient(settings)];
await ecr.send(new CreateRepositoryCommand({ repositoryName: 'team/web' }));
for (let at = 0; at < TAGS; at += 1) await ecr.send(new PutImageCommand(imageOf(at)));
// Pushed before the stack exists, so that all is left to the scheduled run.
const stack = await deploy(aws, declared);

const ledger = { dynamodb, table: stack.resources.Ledger?.name ?? '' };
const actions: number[] = [];
let reads = 0;
aws.onExchange(({ service, operation, principalArn = '' }) => {
  if (operation === 'BatchDeleteImage') actions.push(performance.now());
  if (service === 'dynamodb' && operation === 'GetItem' && principalArn.includes('-walk')) {
    reads += 1;
  }
});
aws.faults.set([{ operations: ['ecr:*'], latencyMs: LATENCY_MS }]);
const run = stack.fire('walk');
while (actions.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
await new Promise((resolve) => setTimeout(resolve, PAUSED_AFTER_MS));
const pausedAt = performance.now();
await pause(ledger, ['naming'], { by: 'a benchmark', reason: 'measured' }, new Date());
await run;
const [before, after] = [
  actions.filter((at) => at <= pausedAt),
  actions.filter((at) => at > pausedAt),
];
const readsOfRun = reads;
aws.faults.clear();
const underWay = actions.length;
await stack.fire('walk');
console.table([
  {
    'invalid tags': TAGS,
    'actions before the pause': before.length,
    'actions after it': after.length,
    'seconds from pause to the last action': (
      ((actions.at(-1) ?? pausedAt) - pausedAt) /
      1000
    ).toFixed(1),
    'reads of the ledger': readsOfRun,
    'actions of the next run': actions.length - underWay,
  },
]);
await stack.close();
await aws.close();
ecr.destroy();
dynamodb.destroy();

function imageOf(at: number) {
  const digest = `sha256:${'44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'}`;
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', size: 2, digest };
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = {
    schemaVersion: 2,
    mediaType,
    config,
    layers: [],
    annotations: { at: `${at}` },
  };
  const imageManifest = JSON.stringify(manifest);
  return { repositoryName: 'team/web', imageTag: `build-${at}`, imageManifest };
}
