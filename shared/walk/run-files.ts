import type { RegistryIdentity } from '../registry/identity.ts';
import { folderOf, padded, partitionOf } from '../registry/partition.ts';
import type { Store } from '../runtime/store/store.ts';

/** The intermediate files of one walk, as JSON. They are not needed after it, and the bucket lets them expire. */
export interface RunFiles {
  /** The prefix of all of their keys. */
  prefix: string;
  put(name: string, value: unknown): Promise<void>;
  /** @throws Error when it is missing. */
  get(name: string): Promise<unknown>;
  /** Undefined when it is missing. */
  find(name: string): Promise<unknown>;
  /** Removes all of them. */
  remove(): Promise<void>;
}

/** @param began - When the walk began: another one of the same day has files of its own. */
export function runFiles(store: Store, registry: RegistryIdentity, began: Date): RunFiles {
  const time = began.toISOString().slice(11, 23).replace(/\D/g, '');
  const prefix = `runs/${folderOf(partitionOf(registry, began))}/${time}/`;
  const keyOf = (name: string) => `${prefix}${name}.json`;
  const find = async (name: string) => {
    const found = await store.get(keyOf(name));
    return found && JSON.parse(new TextDecoder().decode(found));
  };
  return {
    prefix,
    put: (name, value) => store.put(keyOf(name), JSON.stringify(value), 'application/json'),
    find,
    get: async (name) => {
      const found = await find(name);
      if (found === undefined) {
        throw new Error(`${store.place(keyOf(name))} is missing: this walk wrote it`);
      }
      return found;
    },
    remove: async () => store.remove(await store.list(prefix)),
  };
}

/** What all visitors share. */
export const WALK = 'walk';

/** What runs. */
export const USES = 'uses';

/** The repositories of a slice. */
export function sliceName(number: number): string {
  return `slice-${padded(number)}`;
}

/** The result of a visit of a slice: from a repository on, and how often it was visited again from there. */
export function resultName(number: number, from: number, again: number): string {
  return `${sliceName(number)}-from-${padded(from)}${again === 0 ? '' : `-again-${again}`}`;
}

/** What a visitor has answered to `begin`. */
export function begunName(visitor: string): string {
  return `begun-${visitor}`;
}

/** What a visitor has left to do. */
export function leftName(visitor: string, turn: number): string {
  return `left-${visitor}-${turn}`;
}
