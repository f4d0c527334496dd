import { startLocalAws, type Uses } from '../local/aws.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { usesReading } from '../shared/use/reading.ts';

/**
 * The calls, the time and the memory that it costs to find out what runs: 2,000 services of ECS, each with a task, a
 * family of 10 task definitions, a pinned revision and an ended deployment; 5,000 functions of Lambda with images, every
 * fifth with 10 published versions and an alias. A second reading of the same process asks only for what changes.
 */

const SERVICES = 2000;
const FUNCTIONS = 5000;

const account = '123456789012';
const host = `${account}.dkr.ecr.us-east-1.amazonaws.com`;
const digestOf = (at: number) => `sha256:${at.toString(16).padStart(64, '0')}`;
const range = (length: number) => Array.from({ length }, (_, at) => at);

const uses: Uses = {
  services: range(SERVICES).map((at) => {
    const cluster = `c${at % 20}`;
    const image = `${host}/service-${at}:10`;
    return {
      ...{ cluster, name: `service-${at}`, images: [image] },
      revision: [{ image, imageDigest: digestOf(10 * at) }],
      deployment: { status: 'SUCCESSFUL' as const, source: [] },
    };
  }),
  tasks: range(SERVICES).map((at) => ({
    ...{ cluster: `c${at % 20}`, family: `service-${at}` },
    containers: [{ image: `${host}/service-${at}:10`, imageDigest: digestOf(10 * at) }],
  })),
  taskDefinitions: range(SERVICES).flatMap((at) =>
    range(8).map((tag) => ({ family: `service-${at}`, images: [`${host}/service-${at}:${tag}`] })),
  ),
  functions: range(FUNCTIONS).map((at) => ({
    ...{ name: `function-${at}`, imageUri: `${host}/function-${at}:latest` },
    ...(at % 5 === 0 && {
      versions: range(10).map((tag) => ({ imageUri: `${host}/function-${at}:${tag}` })),
      aliases: [{ name: 'live', version: '10' }],
    }),
  })),
};

const aws = await startLocalAws({ uses, region: 'us-east-1', accountId: account });
const counted = new Map<string, number>();
aws.onExchange(({ service, operation }) => {
  const call = `${service}:${operation}`;
  counted.set(call, (counted.get(call) ?? 0) + 1);
});
const credentials = { accessKeyId: account, secretAccessKey: 'bench' };
const { endpoint, region } = aws;
const registry = async () => ({ registryId: account, region });
const settings = { ...clientDefaults, endpoint, region, credentials };
for (const taskDefinitions of [5, 0]) {
  const read = usesReading(
    {
      ...{ sources: ['ecs', 'lambda'], taskDefinitions, functionVersions: taskDefinitions },
      registry,
    },
    settings,
  );
  for (const reading of ['first', 'second']) await measure(read, taskDefinitions, reading);
}
await aws.close();

async function measure(
  read: ReturnType<typeof usesReading>,
  standby: number,
  reading: string,
): Promise<void> {
  counted.clear();
  const start = performance.now();
  const { images, unknown } = await read();
  const seconds = Math.round((performance.now() - start) / 1000);
  const calls = [...counted.values()].reduce((sum, count) => sum + count, 0);
  console.log(`\n${standby} on standby, ${reading} reading:`);
  console.table([{ images: images.length, unknown: unknown.length, calls, seconds }]);
  console.table(Object.fromEntries([...counted].sort()));
}
