import { resolve } from 'node:path';
import type { OnLoadResult, PartialMessage, Plugin } from 'esbuild';
import { type Problem, RegistryConfigError, RegistryConfigFileError } from './errors.ts';
import { readRegistryConfig } from './load.ts';

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
    const { config, notes } = readRegistryConfig(file);
    const contents = `export default JSON.parse(${JSON.stringify(JSON.stringify(config))});`;
    const warnings = notes.map((note) => messageOf(file, note));
    return { contents, loader: 'js', watchFiles: [resolve(file)], warnings };
  } catch (error) {
    return { errors: errorsOf(file, error) };
  }
}

/** Packaging knows no --config: ECR_STEWARD_CONFIG names the file there. */
function errorsOf(file: string, error: unknown): PartialMessage[] {
  if (error instanceof RegistryConfigFileError) {
    const remedy = 'Name another file with ECR_STEWARD_CONFIG';
    return [{ text: `cannot read ${file}: ${error.reason}. ${remedy}` }];
  }
  if (!(error instanceof RegistryConfigError)) throw error;
  return error.problems.map((problem) => messageOf(file, problem));
}

function messageOf(file: string, { line, column, path, message }: Problem): PartialMessage {
  return {
    text: path === '' ? message : `${path}: ${message}`,
    location: { file, line, column: column - 1 },
  };
}
