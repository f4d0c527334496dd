import { existsSync } from 'node:fs';
import { mkdtemp, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { BundleError } from './errors.ts';
import { type EsbuildOptions, type EsbuildSource, esbuildOptions } from './esbuild-options.ts';

/** A Serverless Framework service, as far as bundling looks at it. */
export interface BundledService extends EsbuildSource {
  readonly functions: readonly {
    /** Its key in serverless.yml. */
    readonly name: string;
    /** `functions/push.handler`: the file without its extension, then the exported name. */
    readonly handler: string;
  }[];
}

export interface Bundle {
  /** Absolute path of the bundle. */
  readonly file: string;
  readonly bytes: number;
  /** The name that the bundle exports the handler under. */
  readonly exportName: string;
}

/**
 * Bundles every function of a service, with the options that packaging it would use.
 *
 * @param directory Where to write; by default a new temporary folder. Removing it is the caller's.
 * @returns The bundles by function name; functions of one file share one.
 * @throws BundleError naming the function whose file is missing, or with esbuild's messages.
 */
export async function bundleFunctions(
  service: BundledService,
  directory?: string,
): Promise<Map<string, Bundle>> {
  const target = directory ?? (await createBundleDirectory(service.directory));
  const options = esbuildOptions(service);
  const files = new Map<string, Promise<{ file: string; bytes: number }>>();
  const bundles = service.functions.map(async ({ name, handler }) => {
    const { path, exportName } = splitHandler(handler);
    const entry = findEntry(service.directory, path, options.extensions, name);
    const written = files.get(entry) ?? bundleFile(service.directory, entry, target, options);
    files.set(entry, written);
    return [name, { ...(await written), exportName }] as const;
  });
  return new Map(await Promise.all(bundles));
}

/**
 * Makes a temporary folder from which the packages that a bundle leaves out (`external`) are found
 * where they are found from `serviceDirectory`.
 */
export async function createBundleDirectory(serviceDirectory: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'lambda-'));
  const packages = nearestPackages(serviceDirectory);
  if (packages) await symlink(packages, join(directory, 'node_modules'), 'dir');
  return directory;
}

function nearestPackages(directory: string): string | undefined {
  const candidate = join(directory, 'node_modules');
  if (existsSync(candidate)) return candidate;
  const parent = dirname(directory);
  return parent === directory ? undefined : nearestPackages(parent);
}

function splitHandler(handler: string): { path: string; exportName: string } {
  const dot = handler.lastIndexOf('.');
  return { path: handler.slice(0, dot), exportName: handler.slice(dot + 1) };
}

/** The handler's file relative to the service: `<path>.ts`, or `<path>/index.ts`, and so on. */
function findEntry(
  directory: string,
  path: string,
  extensions: readonly string[],
  name: string,
): string {
  const candidates = extensions.flatMap((end) => [`${path}${end}`, join(path, `index${end}`)]);
  const entry = candidates.find((candidate) => existsSync(join(directory, candidate)));
  if (entry) return entry;
  throw new BundleError(`function ${name}: there is no ${candidates.join(', ')} in ${directory}`);
}

async function bundleFile(
  directory: string,
  entry: string,
  target: string,
  { build: options, outputExtension }: EsbuildOptions,
): Promise<{ file: string; bytes: number }> {
  const outdir = join(target, dirname(entry));
  const base = entry.slice(0, entry.lastIndexOf('.'));
  try {
    await build({
      ...options,
      absWorkingDir: directory,
      entryPoints: [entry],
      outdir,
      write: true,
      logLevel: 'silent',
    });
  } catch (cause) {
    throw new BundleError(`${entry} cannot be bundled: ${messageOf(cause)}`, { cause });
  }
  const file = join(target, `${base}${outputExtension}`);
  return { file, bytes: (await stat(file)).size };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
