import { declaredSources } from './declared.ts';
import type { ClientDefaults, UsesOptions } from './options.ts';
import { readUses, type Source } from './read.ts';
import { noUses, type Uses } from './uses.ts';

export type { UseSource } from '../config/schema/use.ts';

/** Reads what runs, in the account and region of the clients, which are made with the first reading. */
export function usesReading(
  options: UsesOptions,
  clientDefaults: ClientDefaults,
): () => Promise<Uses> {
  const { sources, files = [], within = Number.POSITIVE_INFINITY, registry } = options;
  if (sources.length + files.length === 0) return async () => noUses;
  let declared: Source[] | undefined;
  let until = Number.POSITIVE_INFINITY;
  return async () => {
    until = Date.now() + within;
    declared ??= declaredSources(options, clientDefaults, () => until);
    return readUses(declared, await registry());
  };
}
