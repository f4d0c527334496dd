import { RegistryConfigError } from '../../../shared/config/errors.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';

/** What is told of a registry.yml: `line path: message`. */
export function problemsOf(text: string): string[] {
  try {
    parseRegistryConfig(text);
    return [];
  } catch (error) {
    if (!(error instanceof RegistryConfigError)) throw error;
    return error.problems.map(({ line, path, message }) => `${line} ${path}: ${message}`);
  }
}
