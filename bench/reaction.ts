import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { startLocalAws } from '../local/aws.ts';
import { type Bundle, bundleFunctions } from '../local/lambda/bundle.ts';
import { readService } from '../local/stack/service.ts';
import { deploy, roomyLimits } from './deploy.ts';

/**
 * How long an invalid tag exists: from PutImage to the call that removes it, with a cold and a warm function. And
 * the CPU time for an event of a valid tag, compared with an empty handler: `npm run bench -- reaction`.
 */

const folder = mkdtempSync(join(tmpdir(), 'ecr-steward-bench-'));
const declared = `${roomyLimits}naming: { tags: [{ rule: v, kinds: [semver], action: quarantine }] }\n`;

const PUSHES = 30;
const EVENTS = 500;

const account = { region: 'eu-west-1', accountId: '123456789012' };
const service = await readService({ directory: '.', stage: 'bench', ...account });
const functions = [
  { name: 'push', handler: 'functions/push.handler' },
  { name: 'empty', handler: 'bench/bare/empty.handler' },
];
const bundles = await bundleFunctions({ ...service, functions }, folder);
const aws = await startLocalAws();
const stack = await deploy(aws, declared);
const settings = { endpoint: aws.endpoint, region: aws.region };
const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
const ecr = new ECRClient({ ...settings, credentials });
await ecr.send(new CreateRepositoryCommand({ repositoryName: 'team/web' }));
await stack.idle();

const times = await reactionTimes();
const [cold = 0, ...warm] = times;
warm.sort((a, b) => a - b);
console.table([
  {
    'cold, ms': Math.round(cold),
    'warm, median ms': Math.round(warm[Math.floor(warm.length / 2)] ?? 0),
    'warm, slowest ms': Math.round(warm.at(-1) ?? 0),
    pushes: times.length,
  },
]);

await ecr.send(new PutImageCommand(imageUnder('1.0.0', 'valid')));
await stack.close();
const [push, empty] = [await cpuPerEvent('push'), await cpuPerEvent('empty')];
console.table([
  {
    events: EVENTS,
    'push, CPU ms per event': push.toFixed(2),
    'empty handler': empty.toFixed(2),
    remark: 'the first includes the local AWS, which runs in the same process',
  },
]);
await aws.close();
ecr.destroy();
rmSync(folder, { recursive: true, force: true });

function imageUnder(imageTag: string, name: string) {
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', size: 2 };
  const digest = `sha256:${'44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'}`;
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const annotations = { name };
  const manifest = { schemaVersion: 2, mediaType, config: { ...config, digest }, layers: [] };
  const imageManifest = JSON.stringify({ ...manifest, annotations });
  return { repositoryName: 'team/web', imageTag, imageManifest };
}

/** One push after the other, each until its tag is removed. */
async function reactionTimes(): Promise<number[]> {
  const found: number[] = [];
  for (let at = 0; at < PUSHES; at += 1) {
    let end = 0;
    const stop = aws.onExchange(({ operation }) => {
      if (operation === 'BatchDeleteImage') end = performance.now();
    });
    const began = performance.now();
    await ecr.send(new PutImageCommand(imageUnder(`build-${at}`, String(at))));
    await stack.idle();
    stop();
    found.push(end - began);
  }
  return found;
}

async function cpuPerEvent(name: string): Promise<number> {
  const variables = {
    ...{ AWS_ENDPOINT_URL: aws.endpoint, AWS_REGION: aws.region, POWERTOOLS_LOG_LEVEL: 'SILENT' },
    ...{ AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench', UPSTREAM_ADDRESSES: '' },
    ...{
      ALERT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:none',
      LEDGER_TABLE: stack.resources.Ledger?.name ?? '',
    },
    ...{ ACCOUNT_ID: account.accountId, STAGE: 'bench', STACK_NAME: 'ecr-steward-bench' },
  };
  Object.assign(process.env, variables);
  const { file } = bundles.get(name) as Bundle;
  const { handler } = (await import(file)) as { handler: Handler };
  const detail = { 'repository-name': 'team/web', 'image-tag': '1.0.0' };
  const run = () => handler({ detail }, { functionName: name, awsRequestId: 'bench' });
  for (let at = 0; at < 100; at += 1) await run();
  const before = process.cpuUsage();
  for (let at = 0; at < EVENTS; at += 1) await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / EVENTS;
}

type Handler = (event: object, context: object) => Promise<unknown>;
