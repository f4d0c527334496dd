import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';
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
      build.onLoad({ filter: /[\\/]registry\.yml$/ }, () => {
        const contents = JSON.stringify(loadRegistryConfig(file));
        return { contents, loader: 'json', watchFiles: [resolve(file)] };
      });
    },
  };
}
