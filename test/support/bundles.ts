import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { inject, vi } from 'vitest';
import type { LocalAws } from '../../local/aws.ts';
import { type Bundle, bundleFunctions } from '../../local/lambda/bundle.ts';
import { type PackagedService, packageService } from '../../local/stack/packaged.ts';
import { parseRegistryConfig } from '../../shared/config/load.ts';

/** What `startStack` takes. */
export interface Bundled {
  bundles: ReadonlyMap<string, Bundle>;
  /** What hands the registry.yml to them. */
  environment: Record<string, string>;
  compileCache: string;
  /** In `npm run test:long` enough for two to get into each other's way; each more takes a start of a function. */
  concurrency: number;
}

/** The functions of this checkout, with a registry.yml. They are bundled once for all tests of a run. */
export async function bundlesFor(registryYml: string): Promise<Bundled> {
  const config = JSON.stringify(parseRegistryConfig(registryYml));
  return {
    bundles: await bundles(),
    environment: { [variable]: config },
    compileCache: join(inject('bundleFolder'), 'compiled'),
    concurrency: process.env.LONG_TESTS ? 2 : 1,
  };
}

/** Has the configuration in place of what packaging writes into a bundle, so that one bundle does for all tests. */
const variable = 'REGISTRY_CONFIG_OF_TEST';

/** A name in the configuration that functions are bundled with. */
const placeholder = 'stands-for-the-configuration-of-a-test';

/** What the plugin makes of registry.yml, in whatever quotes the minifier chooses. */
const parsedPlaceholder = new RegExp(
  `JSON\\.parse\\((['"\`])(?:(?!\\1\\)).)*${placeholder}.*?\\1\\)`,
);

/** The service as it is packaged with a registry.yml: read once per process. */
export function serviceFor(registryYml: string, place: Place): Promise<PackagedService> {
  const key = JSON.stringify([place.accountId, place.region, registryYml]);
  const service = services.get(key) ?? readWith(registryYml, place);
  services.set(key, service);
  return service;
}

type Place = Pick<LocalAws, 'region' | 'accountId'>;

const services = new Map<string, Promise<PackagedService>>();

/** The file is at the same path in every process of a run, so that they share templates. */
async function readWith(
  registryYml: string,
  { region, accountId }: Place,
): Promise<PackagedService> {
  const name = createHash('sha256').update(registryYml).digest('hex').slice(0, 16);
  const folder = join(inject('bundleFolder'), `registry-${name}`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'registry.yml');
  leave(file, registryYml);
  vi.stubEnv('ECR_STEWARD_CONFIG', file);
  const cacheFolder = join(inject('bundleFolder'), 'templates');
  const options = { directory: '.', stage: 'local', region, accountId, cacheFolder };
  return packageService(options).finally(() => vi.unstubAllEnvs());
}

let made: Promise<ReadonlyMap<string, Bundle>> | undefined;

function bundles(): Promise<ReadonlyMap<string, Bundle>> {
  made ??= bundlesIn(inject('bundleFolder'));
  return made;
}

/** The first process that makes the folder `begun` bundles; others wait for its list, or for its error. */
async function bundlesIn(folder: string): Promise<ReadonlyMap<string, Bundle>> {
  const [list, failure] = [join(folder, 'bundles.json'), join(folder, 'failure.txt')];
  if (isFirst(folder)) {
    try {
      leave(list, JSON.stringify([...(await bundleInto(folder))]));
    } catch (error) {
      leave(failure, String(error));
      throw error;
    }
  }
  while (!existsSync(list)) {
    if (existsSync(failure)) throw new Error(readFileSync(failure, 'utf8'));
    await sleep(50);
  }
  return new Map(JSON.parse(readFileSync(list, 'utf8')));
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(join(folder, 'begun'));
    return true;
  } catch {
    return false;
  }
}

/** Whoever sees the file sees all of it. */
function leave(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}.${threadId}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, file);
}

const home = { region: 'eu-west-1', accountId: '123456789012' };

async function bundleInto(folder: string): Promise<Map<string, Bundle>> {
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'dir');
  const configuration = `naming: { tags: [{ rule: ${placeholder}, kinds: [semver] }] }`;
  const service = await serviceFor(configuration, home);
  const declared = service.configuration.functions as Record<string, { handler: string }>;
  const functions = Object.entries(declared).map(([name, { handler }]) => ({ name, handler }));
  const file = join(folder, 'registry.yml');
  writeFileSync(file, configuration);
  vi.stubEnv('ECR_STEWARD_CONFIG', file);
  const made = await bundleFunctions({ ...service, functions }, folder).finally(() =>
    vi.unstubAllEnvs(),
  );
  const files = new Set(made.values().map((bundle) => bundle.file));
  await Promise.all(files.values().map(configureByVariable));
  return made;
}

async function configureByVariable(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(parsedPlaceholder, `JSON.parse(process.env.${variable})`));
}
