import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { inject } from 'vitest';
import type { LocalAws } from '../../local/aws.ts';
import { type Bundle, bundleFunctions } from '../../local/lambda/bundle.ts';
import { type PackagedService, packageService } from '../../local/stack/template/packaged.ts';

/** What `startStack` takes. */
export interface Bundled {
  bundles: ReadonlyMap<string, Bundle>;
  compileCache: string;
  /** In `npm run test:long` enough for two to get into each other's way; each more takes a start of a function. */
  concurrency: number;
}

/** The functions of this checkout. They are bundled once for all tests of a run. */
export async function bundled(): Promise<Bundled> {
  return {
    bundles: await bundles(),
    compileCache: join(inject('bundleFolder'), 'compiled'),
    concurrency: process.env.LONG_TESTS ? 2 : 1,
  };
}

/** The service as it is packaged with `--param`s: read once per process, place and parameters. */
export function serviceFor(
  { region, accountId }: Place,
  params: readonly string[] = [],
): Promise<PackagedService> {
  const key = [accountId, region, ...params].join(' ');
  const cacheFolder = join(inject('bundleFolder'), 'templates');
  const options = { directory: '.', stage: 'local', region, accountId, cacheFolder, params };
  const service = services.get(key) ?? packageService(options);
  services.set(key, service);
  return service;
}

type Place = Pick<LocalAws, 'region' | 'accountId'>;

const services = new Map<string, Promise<PackagedService>>();

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
  const service = await serviceFor(home);
  const declared = service.configuration.functions as Record<string, { handler: string }>;
  const functions = Object.entries(declared).map(([name, { handler }]) => ({ name, handler }));
  return await bundleFunctions({ ...service, functions }, folder);
}
