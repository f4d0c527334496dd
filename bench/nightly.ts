import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalAws } from '../local/aws.ts';
import { startStack } from '../local/stack/stack.ts';

/**
 * What the nightly inventory uses of the limits of Lambda's durable executions, with the maximum of repositories,
 * an image in each: `npm run bench -- nightly` (minutes), or with fewer: `-- nightly 10000`.
 */

const repositories = Number(process.argv[3] ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), 'ecr-steward-bench-'));
const registryYml = join(folder, 'registry.yml');
writeFileSync(registryYml, 'inventory: { settings: false }\n');
process.env.ECR_STEWARD_CONFIG = registryYml;

const aws = await startLocalAws({ synthetic: { repositories, imagesPerRepository: 1 } });
const stack = await startStack(aws, { directory: '.' });
const outcomes: object[] = [];
stack.onInvocation(({ durable, durationMs }) => {
  if (!durable) return;
  const { operationCount, bytes, invocations } = durable;
  outcomes.push({
    repositories,
    operations: `${operationCount} of 3,000`,
    'bytes kept': `${bytes} of 100,000,000`,
    invocations,
    seconds: Math.round(durationMs / 100) / 10,
  });
});
const outcome = await stack.fire('inventory');
console.table(outcomes);
console.log(outcome.ok ? outcome.result : outcome.error);
await stack.close();
await aws.close();
rmSync(folder, { recursive: true, force: true });
