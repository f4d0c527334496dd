import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Store } from '../../shared/runtime/store/store.ts';

export interface MemoryStore extends Store {
  files: Map<string, Uint8Array>;
  /** Writes all files into a folder. */
  copyTo(folder: string): void;
}

export function memoryStore(): MemoryStore {
  const files = new Map<string, Uint8Array>();
  const keys = (prefix: string) => [...files.keys()].filter((key) => key.startsWith(prefix)).sort();
  return {
    files,
    put: async (key, body) => void files.set(key, Buffer.from(body)),
    get: async (key) => files.get(key),
    list: async (prefix) => keys(prefix),
    folders: async (prefix) => {
      const below = keys(prefix).map((key) => key.slice(prefix.length).split('/'));
      const first = below.filter(({ length }) => length > 1).map(([name]) => `${prefix}${name}/`);
      return [...new Set(first)];
    },
    remove: async (gone) => void gone.forEach((key) => void files.delete(key)),
    place: (key) => `memory:${key}`,
    copyTo: (folder) => {
      for (const [key, body] of files) {
        mkdirSync(dirname(join(folder, key)), { recursive: true });
        writeFileSync(join(folder, key), body);
      }
    },
  };
}
