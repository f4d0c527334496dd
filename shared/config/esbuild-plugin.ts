import { resolve } from 'node:path';
import type { OnLoadResult, Plugin } from 'esbuild';
import { RegistryConfigError } from './errors.ts';
import { loadRegistryConfig } from './load.ts';

/**
 * Puts registry.yml into a bundle as checked data: a bad file fails the packaging, so it cannot be
 * deployed, and a function parses no YAML when it starts.
 *
 * @param file - Taken instead of whatever registry.yml the code imports.
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
    if (!(error instanceof RegistryConfigError)) throw error;
    return {
      errors: error.problems.map(({ line, column, path, message }) => ({
        text: path === '' ? message : `${path}: ${message}`,
        location: { file, line, column: column - 1 },
      })),
    };
  }
}
