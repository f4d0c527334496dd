import { CreateRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import type { Fault } from '../local/aws.ts';
import { startLocalAws } from '../local/aws.ts';
import { takeInventory } from '../shared/inventory/take.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';

/**
 * How long an inventory of 300 empty repositories takes under throttling, with the SDK's own retry modes, with our
 * retries only, and with our pacer. The mode `adaptive` alone takes minutes.
 */

const REPOSITORIES = 300;
const situations: Record<string, readonly Fault[]> = {
  '30 % throttled': [{ error: 'ThrottlingException', probability: 0.3, seed: 7 }],
  'at most 50/s': [{ requestsPerSecond: 50 }],
};
const strategies: Record<string, ConstructorParameters<typeof ECRClient>[0]> = {
  standard: { maxAttempts: 10, retryMode: 'standard' },
  adaptive: { maxAttempts: 10, retryMode: 'adaptive' },
  'our retries': clientDefaults,
  'and our pacer': clientDefaults,
};

const aws = await startLocalAws();
const { endpoint, region } = aws;
const base = { endpoint, region, credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } };
const setUp = new ECRClient(base);
for (let i = 0; i < REPOSITORIES; i += 1) {
  await setUp.send(new CreateRepositoryCommand({ repositoryName: `bench/r${i}` }));
}
console.table(await measureAll());
await aws.close();

async function measureAll() {
  const rows: object[] = [];
  for (const [situation, faults] of Object.entries(situations)) {
    for (const [strategy, settings] of Object.entries(strategies)) {
      aws.faults.set(faults);
      const ecr = new ECRClient({ ...base, ...settings });
      if (strategy === 'and our pacer') paced(ecr);
      rows.push({ situation, strategy, ...(await measure(ecr)) });
    }
  }
  return rows;
}

async function measure(ecr: ECRClient) {
  let [calls, throttled] = [0, 0];
  const stop = aws.onExchange(({ error }) => {
    calls += 1;
    if (error) throttled += 1;
  });
  const started = performance.now();
  const outcome = await takeInventory(ecr).then(
    () => 'complete',
    (error: Error) => `failed: ${error.name}`,
  );
  stop();
  return { seconds: Math.round(performance.now() - started) / 1000, calls, throttled, outcome };
}
