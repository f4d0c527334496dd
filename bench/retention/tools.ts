import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundle } from '../../local/lambda/bundle.ts';
import type { Stack } from '../../local/stack/stack.ts';
import { deploy } from '../deploy.ts';
import { type Place, podsUri } from './place.ts';
import { type Ran, run } from './program.ts';

/** A tool on a copy of the account. */
export interface Tool {
  /** What it would delete: `repository@digest`. Nothing is changed. */
  plan(): Promise<{ selected: ReadonlySet<string>; seconds: number }>;
  /** Deletes it. */
  act(): Promise<{ seconds: number }>;
  end(): Promise<void>;
}

const root = join(import.meta.dirname, '..', '..');

/** `expires`, `keep_count` and `keep_tag_patterns` of all repositories; five versions and task definitions, as by default here. */
const ecrmYaml = `
clusters: [{ name_pattern: "*" }]
task_definitions: [{ name_pattern: "*", keep_count: 5 }]
lambda_functions: [{ name_pattern: "*", keep_count: 5 }]
repositories: [{ name_pattern: "*", expires: 30days, keep_count: 3, keep_tag_patterns: ["release-*"] }]
`;

/** @param listed - URIs of images that run where ecrm does not look: its scanned file. */
export async function ecrm(
  program: string,
  { aws: { endpoint, region } }: Place,
  listed: readonly string[],
): Promise<Tool> {
  const cwd = await mkdtemp(join(tmpdir(), 'ecrm-'));
  await writeFile(join(cwd, 'ecrm.yaml'), ecrmYaml);
  await writeFile(join(cwd, 'listed.json'), JSON.stringify(listed));
  const files = listed.length > 0 ? ['--scanned-files', 'listed.json'] : [];
  const settings = { cwd, env: { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region } };
  return {
    plan: async () => {
      const { stderr, seconds } = await run(program, ['plan', '--no-color', ...files], settings);
      return { selected: expired(stderr), seconds };
    },
    act: () => run(program, ['delete', '--force', '--no-color', ...files], settings),
    end: () => rm(cwd, { recursive: true }),
  };
}

/** Its plan has numbers alone, its log each image. */
function expired(log: string): Set<string> {
  const one = /\[notice\] (?:image (?:index )?)?(\S+?)(?::\S*|@\S+)? is expired (.*)$/gm;
  return new Set(
    [...log.matchAll(one)].map(([line, repository]) => {
      const [digest] = /sha256:[0-9a-f]{64}/.exec(line) ?? [];
      return `${repository}@${digest}`;
    }),
  );
}

/** The same words: what is left is deleted. */
const limit = '{ perRun: { count: 10000, percent: 100 }, perDay: { count: 10000, percent: 100 } }';
const retention = (more: string) => `
limits: { deleteImage: ${limit} }
inventory: { settings: false }
retention:
  - action: delete
    keep: { newest: [{ count: 3 }], pushedWithin: 30d, tags: ["release-*"]${more} }
    untaggedAfter: 30d
    waitDays: 1
`;

/** Like ecrm: ECS and Lambda, by default. */
export const likeEcrm = retention('');

/** All that there is to know what runs. */
export const everySource = `${retention(', pulledWithin: 30d')}
use:
  sources: [ecs, lambda, appRunner, inspector]
  files: [{ uri: ${podsUri} }]
`;

const DAY_MS = 86_400_000;

/** @param bundles - The functions, bundled. */
export async function steward(
  { aws }: Place,
  registryYml: string,
  bundles: ReadonlyMap<string, Bundle>,
): Promise<Tool> {
  const cwd = await mkdtemp(join(tmpdir(), 'steward-'));
  await writeFile(join(cwd, 'registry.yml'), registryYml);
  const stack = await deploy(aws, registryYml, bundles);
  const env = envOf(aws, stack);
  const node = (...args: string[]): Promise<Ran> => run(process.execPath, args, { cwd: root, env });
  const walk = (day: number) =>
    node(
      join(import.meta.dirname, 'steward.ts'),
      new Date(Date.now() + day * DAY_MS).toISOString(),
    );
  return {
    plan: async () => {
      const config = ['--config', join(cwd, 'registry.yml')];
      const { stdout, seconds } = await node(
        'cli/ecr-steward.cjs',
        'retention',
        '--json',
        ...config,
      );
      return { selected: selectedIn(stdout), seconds };
    },
    act: async () => {
      const announced = await walk(0);
      const done = await walk(1);
      return { seconds: announced.seconds + done.seconds };
    },
    end: async () => {
      await stack.close();
      await rm(cwd, { recursive: true });
    },
  };
}

function envOf({ endpoint, region, accountId }: Place['aws'], { resources }: Stack) {
  const nameOf = (resource: string) => resources[resource]?.name ?? '';
  return {
    ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: region, ACCOUNT_ID: accountId },
    STACK_NAME: nameOf('Ledger').replace(/-ledger$/, ''),
    ...{ STAGE: 'local', LEDGER_TABLE: nameOf('Ledger') },
    ...{ TAGS_TABLE: nameOf('Tags'), INVENTORY_BUCKET: nameOf('InventoryBucket') },
    ALERT_TOPIC_ARN: `arn:aws:sns:${region}:${accountId}:${nameOf('AlertTopic')}`,
  };
}

function selectedIn(json: string): Set<string> {
  const { repositories } = JSON.parse(json) as {
    repositories: {
      repository: string;
      selected: { images: { digest: string }[] }[];
    }[];
  };
  return new Set(
    repositories.flatMap(({ repository, selected }) =>
      selected.flatMap(({ images }) => images.map(({ digest }) => `${repository}@${digest}`)),
    ),
  );
}
