import { existsSync } from 'node:fs';
import { readText } from '../../shared/config/document/read-text.ts';
import { type Problem, placed } from '../../shared/config/errors.ts';
import { checkRegistryConfig, parseRegistryConfig } from '../../shared/config/load.ts';
import type { RegistryConfig } from '../../shared/config/schema/schema.ts';
import type { GlobalOptions } from '../aws/session.ts';
import { printAside } from '../print/print.ts';
import { DEFAULT_CONFIG } from './defaults.ts';

/**
 * registry.yml as --config names it. Entries that can have no effect are notes on stderr.
 *
 * @throws RegistryConfigFileError, RegistryConfigError
 */
export function loadConfig(options: Pick<GlobalOptions, 'config'>): RegistryConfig {
  return loadWithSource(options).config;
}

/** The same with its text, for who says where in the file something stands. Read once: it may be a pipe. */
export function loadWithSource({ config: file }: Pick<GlobalOptions, 'config'>): Loaded {
  const source = readText(file);
  const { config, notes } = checkRegistryConfig(source, file);
  printNotes(file, notes);
  return { config, source };
}

interface Loaded {
  config: RegistryConfig;
  source: string;
}

/** The same for a verb that has something to say without a registry.yml: then all defaults. */
export function loadConfigIfAny(options: Pick<GlobalOptions, 'config'>): RegistryConfig {
  const none = options.config === DEFAULT_CONFIG && !existsSync(options.config);
  return none ? parseRegistryConfig('') : loadConfig(options);
}

/** The text of the same file, once it is checked. @throws as `loadConfig` */
export function loadSource(options: Pick<GlobalOptions, 'config'>): string {
  return loadWithSource(options).source;
}

export function printNotes(file: string, notes: readonly Problem[]): void {
  for (const note of notes) printAside(`note: ${placed(file, note)}`);
}
