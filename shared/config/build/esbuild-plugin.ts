import { resolve } from 'node:path';
import type { OnLoadResult, PartialMessage, Plugin } from 'esbuild';
import { RegistryConfigError, RegistryConfigFileError } from '../errors.ts';
import { loadRegistryConfig } from '../load.ts';
import { inPackaging } from './packaging.ts';

/**
 * Puts registry.yml into a bundle as checked data: an invalid file fails the packaging, so it cannot be deployed, and
 * a function parses no YAML when it starts.
 *
 * @param file - Replaces the registry.yml that the code imports.
 */
export function registryConfigPlugin(file: string): Plugin {
  return {
    name: 'registry-config',
    setup(build) {
      build.onLoad({ filter: /[\\/]registry\.yml$/ }, () => load(file));
    },
  };
}

function load(file: string): OnLoadResult {
  try {
    const text = JSON.stringify(loadRegistryConfig(file));
    const contents = `export default JSON.parse(${JSON.stringify(text)});`;
    return { contents, loader: 'js', watchFiles: [resolve(file)] };
  } catch (error) {
    return { errors: errorsOf(file, error) };
  }
}

function errorsOf(file: string, error: unknown): PartialMessage[] {
  if (error instanceof RegistryConfigFileError) return [{ text: inPackaging(error) }];
  if (!(error instanceof RegistryConfigError)) throw error;
  return error.problems.map(({ line, column, path, message }) => ({
    text: path === '' ? message : `${path}: ${message}`,
    location: { file, line, column: column - 1 },
  }));
}
