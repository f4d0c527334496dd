import { placed } from '../../shared/config/errors.ts';
import { readRegistryConfig } from '../../shared/config/load.ts';
import type { RegistryConfig } from '../../shared/config/schema/schema.ts';
import type { GlobalOptions } from '../aws/session.ts';
import { printAside } from '../print/print.ts';

/**
 * registry.yml as --config names it. Entries that can have no effect are notes on stderr.
 *
 * @throws RegistryConfigFileError, RegistryConfigError
 */
export function loadConfig({ config: file }: Pick<GlobalOptions, 'config'>): RegistryConfig {
  const { config, notes } = readRegistryConfig(file);
  for (const note of notes) printAside(`note: ${placed(file, note)}`);
  return config;
}
