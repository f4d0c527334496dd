import { startLocalAws } from '../local/aws.ts';
import { deploy } from './deploy.ts';

/**
 * What the nightly walk uses of the limits of Lambda's durable executions, with the maximum of repositories,
 * an image in each: `npm run bench -- nightly` (minutes), or with fewer: `-- nightly 10000`.
 */

const repositories = Number(process.argv[3] ?? 100_000);

const aws = await startLocalAws({ synthetic: { repositories, imagesPerRepository: 1 } });
const stack = await deploy(aws, 'inventory: { settings: false }');
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
const outcome = await stack.fire('walk');
console.table(outcomes);
console.log(outcome.ok ? outcome.result : outcome.error);
await stack.close();
await aws.close();
