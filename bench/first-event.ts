import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { startLocalAws } from '../local/aws.ts';
import { bundleFunctions } from '../local/lambda/bundle.ts';
import { readService } from '../local/stack/service.ts';
import { deploy } from './deploy.ts';
import { median } from './measure.ts';

/**
 * The first event of `push` in a new process: from the import of its bundle to its answer, including that it reads
 * the configuration. Its bare twin makes the same call of ECR and reads none: `npm run bench -- first-event` (a
 * minute). Both wait for a local AWS on this machine, which answers in a few milliseconds.
 */

const RUNS = 21;
const folder = mkdtempSync(join(tmpdir(), 'ecr-steward-bench-'));
const aws = await startLocalAws();
const stack = await deploy(aws, 'naming: { tags: [{ rule: v, kinds: [semver] }] }');
const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
const ecr = new ECRClient({ endpoint: aws.endpoint, region: aws.region, credentials });
await ecr.send(new CreateRepositoryCommand({ repositoryName: 'team/web' }));
const config = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
const mediaType = 'application/vnd.oci.image.manifest.v1+json';
const imageManifest = JSON.stringify({
  ...{ schemaVersion: 2, mediaType, layers: [] },
  config: {
    mediaType: 'application/vnd.oci.image.config.v1+json',
    size: 2,
    digest: `sha256:${config}`,
  },
});
const { image } = await ecr.send(
  new PutImageCommand({ repositoryName: 'team/web', imageTag: '1.0.0', imageManifest }),
);
await stack.idle();

const service = await readService({ directory: '.', stage: 'local', ...aws });
const functions = [
  { name: 'push', handler: 'functions/push.handler' },
  { name: 'bare', handler: 'bench/bare/first-push.handler' },
];
const bundles = await bundleFunctions({ ...service, functions }, folder);
const calls = { push: [] as string[], bare: [] as string[] };
const [ours, theirs]: number[][] = [[], []];
// The first pair warms the disk cache and is not counted.
for (let at = 0; at <= RUNS; at += 1) {
  const pair = [await firstEvent('push'), await firstEvent('bare')];
  if (at === 0) continue;
  ours?.push(pair[0] ?? 0);
  theirs?.push(pair[1] ?? 0);
}
console.table([
  {
    'push, ms': median(ours),
    'bare twin, ms': median(theirs),
    ratio: (median(ours) / median(theirs)).toFixed(2),
    'calls of push': calls.push.join(', '),
    'calls of the twin': calls.bare.join(', '),
  },
]);
await stack.close();
await aws.close();
ecr.destroy();
rmSync(folder, { recursive: true, force: true });

/** Milliseconds from the import to the answer, in a new process. */
async function firstEvent(name: 'push' | 'bare'): Promise<number> {
  const code = `
    const event = JSON.parse(process.env.EVENT);
    const started = performance.now();
    const { handler } = await import(process.argv[1]);
    await handler(event, { functionName: 'bench', awsRequestId: 'bench' });
    process.stdout.write(String(performance.now() - started));`;
  const detail = { 'repository-name': 'team/web', 'image-tag': '1.0.0' };
  const env = {
    ...{ PATH: process.env.PATH, POWERTOOLS_LOG_LEVEL: 'SILENT' },
    ...{
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: aws.region,
      AWS_LAMBDA_FUNCTION_NAME: 'bench',
    },
    ...{ AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' },
    ...{ ALERT_TOPIC_ARN: stack.resources.AlertTopic?.ref ?? '' },
    ...{ LEDGER_TABLE: stack.resources.Ledger?.name ?? '', STACK_NAME: 'ecr-steward-local' },
    ...{ ACCOUNT_ID: aws.accountId, STAGE: 'local' },
    EVENT: JSON.stringify({ detail: { ...detail, 'image-digest': image?.imageId?.imageDigest } }),
  };
  const args = ['--input-type=module', '--eval', code, bundles.get(name)?.file ?? ''];
  const made: string[] = [];
  const stop = aws.onExchange(({ operation }) => void made.push(operation));
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  stop();
  calls[name] = made;
  return Number(stdout);
}
