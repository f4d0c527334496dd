import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { frameworkVersion } from '../framework.ts';
import type { Service, ServiceOptions } from '../service.ts';

/** Where made templates are kept. */
export interface CacheOptions {
  /** Default `.cache/ecr-steward/templates` in the nearest `node_modules`; where there is none, nothing is kept. */
  readonly cacheFolder?: string;
}

type Template = Readonly<Record<string, unknown>>;

/** How many templates a folder keeps: those used last. */
const KEPT = 20;

/**
 * The template that was made before of the same input, or `make`s it. The input is serverless.yml as it is resolved,
 * the files of the plugins in the service's folder, and the framework's version.
 */
export async function cachedTemplate(
  service: Service,
  options: ServiceOptions & CacheOptions,
  make: () => Promise<Template>,
): Promise<Template> {
  const folder = options.cacheFolder ?? nearestCache(service.directory);
  if (folder === undefined) return await make();
  const file = join(folder, `${await keyOf(service, options)}.json`);
  const known = await readIfThere(file);
  if (known !== undefined) return JSON.parse(known) as Template;
  const text = JSON.stringify(await make());
  await keep(file, text);
  return JSON.parse(text) as Template;
}

function nearestCache(directory: string): string | undefined {
  const packages = join(directory, 'node_modules');
  if (existsSync(packages)) return join(packages, '.cache', 'ecr-steward', 'templates');
  const parent = dirname(directory);
  return parent === directory ? undefined : nearestCache(parent);
}

async function keyOf(service: Service, { stage, region, params }: ServiceOptions): Promise<string> {
  const { directory, configuration } = service;
  const hash = createHash('sha256');
  hash.update(
    JSON.stringify([frameworkVersion(), directory, stage, region, params, configuration]),
  );
  for (const plugin of [configuration.plugins ?? []].flat()) {
    if (typeof plugin !== 'string' || !plugin.startsWith('.')) continue;
    const [folder = ''] = normalize(plugin).split('/');
    await hashFolder(join(directory, folder), hash);
  }
  return hash.digest('hex');
}

/** A plugin may import any file of the folder of the service that it is in. */
async function hashFolder(folder: string, hash: ReturnType<typeof createHash>): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const file of files.toSorted()) hash.update(file).update(await readFile(file));
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whoever reads the file reads all of it. A folder of somebody else's may be read-only: then nothing is kept. */
async function keep(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${randomUUID()}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(unfinished, text);
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error))) return;
    throw error;
  }
  await rename(unfinished, file);
  await forgetOldest(dirname(file));
}

async function forgetOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  if (names.length <= KEPT) return;
  const dated = await Promise.all(
    names.map(async (name) => {
      const file = join(folder, name);
      return { file, time: (await stat(file)).mtimeMs };
    }),
  );
  const old = dated.toSorted((a, b) => b.time - a.time).slice(KEPT);
  await Promise.all(old.map(({ file }) => rm(file, { force: true })));
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
