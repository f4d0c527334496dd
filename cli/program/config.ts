import { existsSync } from 'node:fs';
import { readText } from '../../shared/config/document/read-text.ts';
import { type Problem, placed } from '../../shared/config/errors.ts';
import {
  checkRegistryConfig,
  parseRegistryConfig,
  readRegistryConfig,
} from '../../shared/config/load.ts';
import type { RegistryConfig } from '../../shared/config/schema/schema.ts';
import type { GlobalOptions } from '../aws/session.ts';
import { printAside } from '../print/print.ts';
import { DEFAULT_CONFIG } from './defaults.ts';

/**
 * registry.yml as --config names it. Entries that can have no effect are notes on stderr.
 *
 * @throws RegistryConfigFileError, RegistryConfigError
 */
export function loadConfig({ config: file }: Pick<GlobalOptions, 'config'>): RegistryConfig {
  const { config, notes } = readRegistryConfig(file);
  printNotes(file, notes);
  return config;
}

/** The same for a verb that has something to say without a registry.yml: then all defaults. */
export function loadConfigIfAny(options: Pick<GlobalOptions, 'config'>): RegistryConfig {
  const none = options.config === DEFAULT_CONFIG && !existsSync(options.config);
  return none ? parseRegistryConfig('') : loadConfig(options);
}

/** The text of the same file, once it is checked. @throws as `loadConfig` */
export function loadSource({ config: file }: Pick<GlobalOptions, 'config'>): string {
  const source = readText(file);
  printNotes(file, checkRegistryConfig(source, file).notes);
  return source;
}

export function printNotes(file: string, notes: readonly Problem[]): void {
  for (const note of notes) printAside(`note: ${placed(file, note)}`);
}
