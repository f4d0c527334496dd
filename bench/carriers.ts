import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import esbuildConfig from '../esbuild.config.ts';
import { importMs, kilobytes, median } from './measure.ts';

/**
 * What each way to hand a configuration to a function adds to the start of one that has the clients of `push`:
 * kilobytes of its bundle, and milliseconds of its import: `npm run bench -- carriers` (a minute). The calls at AWS
 * themselves cannot be timed here; their number and what they hold is in the table, from AWS's documentation.
 *
 * SSM and AppConfig need packages that this project does not have: `npm install --no-save @aws-sdk/client-ssm
 * @aws-sdk/client-appconfigdata`. Without them they are left out, with a word.
 */

const RUNS = 21;

/** The clients that push has anyway. */
const clients = `
  import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
  import { BatchDeleteImageCommand, ECRClient } from '@aws-sdk/client-ecr';
  import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
  import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
  const dynamodb = new DynamoDBClient({});
  export const all = [new ECRClient({}), new EventBridgeClient({}), new SNSClient({}), UpdateItemCommand,
    BatchDeleteImageCommand, PutEventsCommand, PublishCommand, dynamodb];`;

interface Carrier {
  name: string;
  /** Left out where it is not installed. */
  needs?: string;
  code: string;
  'calls, cold': number;
  holds: string;
}

const carriers: Carrier[] = [
  { name: 'none', code: '', 'calls, cold': 0, holds: '-' },
  {
    name: 'DynamoDB item',
    code: 'export const read = (input) => dynamodb.send(new GetItemCommand(input));',
    'calls, cold': 1,
    holds: '400 KB, compressed by us',
  },
  {
    name: 'S3 object',
    needs: '@aws-sdk/client-s3',
    code: `import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
      const s3 = new S3Client({});
      export const read = (input) => s3.send(new GetObjectCommand(input));`,
    'calls, cold': 1,
    holds: 'any',
  },
  {
    name: 'SSM parameter',
    needs: '@aws-sdk/client-ssm',
    code: `import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
      const ssm = new SSMClient({});
      export const read = (input) => ssm.send(new GetParameterCommand(input));`,
    'calls, cold': 1,
    holds: '8 KB (advanced)',
  },
  {
    name: 'AppConfig',
    needs: '@aws-sdk/client-appconfigdata',
    code: `import { AppConfigDataClient, GetLatestConfigurationCommand, StartConfigurationSessionCommand }
        from '@aws-sdk/client-appconfigdata';
      const appconfig = new AppConfigDataClient({});
      export const read = async (input) => {
        const { InitialConfigurationToken: ConfigurationToken } =
          await appconfig.send(new StartConfigurationSessionCommand(input));
        return appconfig.send(new GetLatestConfigurationCommand({ ConfigurationToken }));
      };`,
    'calls, cold': 2,
    holds: '2 MB (hosted)',
  },
  {
    name: 'Lambda layer',
    code: `import { readFileSync } from 'node:fs';
      export const read = () => JSON.parse(readFileSync('/opt/registry.json', 'utf8'));`,
    'calls, cold': 0,
    holds: '250 MB; each version is a new version of every function',
  },
];

const folder = mkdtempSync(join(tmpdir(), 'ecr-steward-bench-'));
symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'dir');
const there = carriers.filter(({ name, needs }) => {
  if (needs === undefined || isInstalled(needs)) return true;
  console.log(`${name} is left out: ${needs} is not installed`);
  return false;
});
const made = await Promise.all(
  there.map(async (carrier) => ({ ...carrier, file: await bundle(carrier) })),
);
const times = new Map(made.map(({ name }) => [name, [] as number[]]));
// In turn, so that other load on the machine affects all. The first round warms the disk cache and is not counted.
for (let at = 0; at <= RUNS; at += 1) {
  for (const { name, file } of made) {
    const ms = importMs(file);
    if (at > 0) times.get(name)?.push(ms);
  }
}
const [none] = made;
console.table(
  made.map(({ name, file, holds, 'calls, cold': calls }) => ({
    carrier: name,
    'bundle KB': kilobytes(statSync(file).size),
    'more KB': kilobytes(statSync(file).size) - kilobytes(statSync(none?.file ?? file).size),
    'import ms': median(times.get(name)),
    ratio: (median(times.get(name)) / median(times.get('none'))).toFixed(2),
    'calls, cold': calls,
    holds,
  })),
);
rmSync(folder, { recursive: true, force: true });

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

async function bundle({ name, code }: Carrier): Promise<string> {
  const entry = join(folder, `${name.replaceAll(' ', '-')}.mjs`);
  writeFileSync(entry, `${clients}\n${code}`);
  const { exclude: _, outputFileExtension, skipRebuild: __, ...options } = esbuildConfig();
  const outfile = entry.replace(/\.mjs$/, `.bundle${outputFileExtension}`);
  await build({ ...options, format: 'esm', platform: 'node', entryPoints: [entry], outfile });
  return outfile;
}
