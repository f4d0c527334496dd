import { DamagedConfigurationError, OtherFormatError } from './errors.ts';
import { configIn, type Item, sourceIn, type Version } from './item.ts';
import { itemAt } from './read.ts';
import { activeKey, type ConfigurationTable } from './table.ts';
import { readableVersion } from './versions.ts';

/** What is active, as far as it can be read. Empty where no configuration is active. */
export interface Current {
  /** Undefined where it is damaged. */
  version?: Version | undefined;
  /** The text of registry.yml; undefined where it is damaged. */
  source?: string | undefined;
  /** Why functions cannot use it; undefined where they can. */
  problem?: DamagedConfigurationError | OtherFormatError | undefined;
}

/** @throws the errors of DynamoDB, and none for what is active itself. */
export async function currentOf(table: ConfigurationTable): Promise<Current> {
  return currentIn(await itemAt(table, activeKey));
}

/** @param item - Undefined: none is active. */
export function currentIn(item: Item | undefined): Current {
  if (item === undefined) return {};
  const version = readableVersion(item);
  try {
    const source = sourceIn(item);
    return { version, source, problem: problemIn(item, version) };
  } catch (error) {
    return { version, problem: unusable(error) };
  }
}

/** Whether functions work with just this file already. */
export function isActive(current: Current, { source, file }: { source: string; file: string }) {
  const { version, problem } = current;
  return problem === undefined && version?.file === file && current.source === source;
}

function problemIn(item: Item, version: Version | undefined): Current['problem'] {
  try {
    configIn(item);
  } catch (error) {
    return unusable(error);
  }
  return version ? undefined : new DamagedConfigurationError('its version cannot be read');
}

function unusable(error: unknown): NonNullable<Current['problem']> {
  if (error instanceof DamagedConfigurationError || error instanceof OtherFormatError) return error;
  throw error;
}
