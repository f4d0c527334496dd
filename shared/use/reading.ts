import { declaredSources } from './declared.ts';
import { knownUses, readKnown, writeKnown } from './known.ts';
import type { ClientDefaults, UsesOptions } from './options.ts';
import { readUses, type Source } from './read.ts';
import { noUses, type Uses } from './uses.ts';

export type { UseSource } from '../config/schema/use.ts';

/** Reads what runs, in the account and region of the clients, which are made with the first reading. */
export function usesReading(
  options: UsesOptions,
  clientDefaults: ClientDefaults,
): () => Promise<Uses> {
  const { sources, files = [], within = Number.POSITIVE_INFINITY, store } = options;
  if (sources.length + files.length === 0) return async () => noUses;
  let declared: Source[] | undefined;
  let until = Number.POSITIVE_INFINITY;
  let known = knownUses();
  return async () => {
    until = Date.now() + within;
    const registry = await options.registry();
    known = store ? await readKnown(store, registry) : knownUses(known.all);
    const state = [() => until, () => known] as const;
    declared ??= declaredSources(options, clientDefaults, ...state);
    const uses = await readUses(declared, registry);
    if (store) await writeKnown(store, registry, known, uses.unknown.length === 0);
    return uses;
  };
}
