import { existsSync } from 'node:fs';
import { mkdtemp, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build, stop } from 'esbuild';
import { atExit, removeAtExit } from '../at-exit.ts';
import { BundleError } from './errors.ts';
import { type EsbuildOptions, type EsbuildSource, esbuildOptions } from './esbuild-options.ts';

/** The parts of a Serverless Framework service that bundling needs. */
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
  /** The name under which the bundle exports the handler. */
  readonly exportName: string;
}

/**
 * Bundles every function of a service with the same options as packaging.
 *
 * @param directory Where to write; by default a new temporary folder. The caller removes it.
 * @returns The bundles by function name; functions of one file share one.
 * @throws BundleError naming the function whose file is missing, or with esbuild's messages.
 */
export async function bundleFunctions(
  service: BundledService,
  directory?: string,
): Promise<Map<string, Bundle>> {
  const target = directory ?? (await createBundleDirectory(service.directory));
  const options = esbuildOptions(service);
  const handlers = service.functions.map(({ name, handler }) => {
    const { path, exportName } = splitHandler(handler);
    const entry = findEntry(service.directory, path, options.extensions, name);
    return { name, exportName, entry };
  });
  const entries = [...new Set(handlers.map(({ entry }) => entry))];
  await bundleFiles(service.directory, entries, target, options);
  const bundles = handlers.map(async ({ name, exportName, entry }) => {
    const base = entry.slice(0, entry.lastIndexOf('.'));
    const file = join(target, `${base}${options.outputExtension}`);
    return [name, { file, bytes: (await stat(file)).size, exportName }] as const;
  });
  return new Map(await Promise.all(bundles));
}

/**
 * Creates a temporary folder from which packages that a bundle leaves out (`external`) resolve as from
 * `serviceDirectory`.
 */
export async function createBundleDirectory(serviceDirectory: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'lambda-'));
  removeAtExit(directory);
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

/** In one build: shared files are read once, and each bundle is the same as if it were built alone. */
async function bundleFiles(
  directory: string,
  entryPoints: string[],
  outdir: string,
  { build: options }: EsbuildOptions,
): Promise<void> {
  const where = { absWorkingDir: directory, entryPoints, outdir, outbase: directory };
  // esbuild is a separate process, which would print a panic to the terminal.
  const forget = atExit(() => void stop());
  try {
    await build({ ...options, ...where, write: true, logLevel: 'silent' });
  } catch (cause) {
    const what = entryPoints.join(', ');
    throw new BundleError(`${what} cannot be bundled: ${messageOf(cause)}`, { cause });
  } finally {
    forget();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
