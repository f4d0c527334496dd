import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { BundleError } from './errors.ts';

/** The configuration of a service's bundling. */
export interface EsbuildSource {
  /** Absolute path of the folder that holds serverless.yml. */
  readonly directory: string;
  /** serverless.yml as the framework resolves it. */
  readonly configuration: Readonly<Record<string, unknown>>;
}

export interface EsbuildOptions {
  readonly build: BuildOptions;
  /** `.js`, `.cjs` or `.mjs`. */
  readonly outputExtension: string;
  /** Extensions tried for a handler's file, in this order. */
  readonly extensions: readonly string[];
}

type Settings = Record<string, unknown>;

/** Options of serverless-esbuild 1.57 itself, which esbuild does not have. */
const OWN_KEYS: ReadonlySet<string> = new Set([
  ...['concurrency', 'zipConcurrency', 'exclude', 'nativeZip', 'packager', 'packagePath', 'watch'],
  ...['keepOutputDirectory', 'packagerOptions', 'installExtraArgs', 'outputFileExtension'],
  ...['outputBuildFolder', 'outputWorkFolder', 'nodeExternals', 'skipBuild', 'skipRebuild'],
  ...['skipBuildExcludeFns', 'stripEntryResolveExtensions', 'disposeContext', 'config', 'plugins'],
]);

/** esbuild's options as the plugin serverless-esbuild derives them when it packages the service. */
export function esbuildOptions(source: EsbuildSource): EsbuildOptions {
  const settings = settingsOf(source);
  const outputExtension = String(settings.outputFileExtension ?? '.js');
  const exclude = stringsIn(settings.exclude ?? 'aws-sdk');
  const passed = Object.entries(settings).filter(([key]) => !OWN_KEYS.has(key));
  const build: BuildOptions = {
    bundle: true,
    platform: 'node',
    target: targetOf(source.configuration),
    ...Object.fromEntries(passed),
    external: [...stringsIn(settings.external), ...(exclude.includes('*') ? [] : exclude)],
    plugins: pluginsOf(settings.plugins, source),
    ...(outputExtension === '.js' ? {} : { outExtension: { '.js': outputExtension } }),
  };
  const extensions = build.resolveExtensions ?? ['.ts', '.js', '.jsx', '.tsx'];
  return { build, outputExtension, extensions };
}

/** `custom.esbuild` itself, or what the function in the module `custom.esbuild.config` answers. */
function settingsOf(source: EsbuildSource): Settings {
  const inline = at(at(source.configuration, 'custom'), 'esbuild') ?? {};
  const path = at(inline, 'config');
  if (path === undefined) return requireSettings(inline, 'custom.esbuild');
  const module = load(source.directory, String(path));
  if (typeof module === 'function') {
    return requireSettings(module(frameworkFor(source)), `what ${path} answers`);
  }
  throw new BundleError(
    `${path} must be a function for serverless-esbuild to call: module.exports in CommonJS, ` +
      `export { configure as 'module.exports' } in an ES module`,
  );
}

function pluginsOf(plugins: unknown, source: EsbuildSource): Plugin[] {
  if (typeof plugins !== 'string') return (plugins ?? []) as Plugin[];
  const module = load(source.directory, plugins);
  const listed = at(module, 'default') ?? module;
  return (typeof listed === 'function' ? listed(frameworkFor(source)) : listed) as Plugin[];
}

/** The part of the framework's instance that configuration functions read. */
function frameworkFor({ directory, configuration }: EsbuildSource): object {
  return {
    serviceDir: directory,
    config: { serviceDir: directory, servicePath: directory },
    configurationInput: configuration,
    service: configuration,
  };
}

/** Loads a module as the plugin does, with `require`, which also loads ES modules and TypeScript. */
function load(directory: string, path: string): unknown {
  try {
    return createRequire(join(directory, 'serverless.yml'))(join(directory, path));
  } catch (cause) {
    throw new BundleError(`cannot load ${path}, which custom.esbuild names: ${cause}`, { cause });
  }
}

function targetOf(configuration: Settings): string {
  const runtime = String(at(configuration.provider, 'runtime') ?? '');
  const major = /^nodejs(\d+)\.x$/.exec(runtime)?.[1];
  if (major) return `node${major}`;
  throw new BundleError(
    `provider.runtime must be a Node.js runtime such as nodejs24.x, not "${runtime}"`,
  );
}

function requireSettings(value: unknown, what: string): Settings {
  if (typeof value === 'object' && value !== null) return value as Settings;
  throw new BundleError(`${what} must be an object of esbuild options`);
}

function stringsIn(value: unknown): string[] {
  return [value].flat().filter((item) => typeof item === 'string');
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
