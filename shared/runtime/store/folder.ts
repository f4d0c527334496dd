import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Store } from './store.ts';

/** A folder on this machine with the layout of the bucket. It is created by the first write. */
export function folderStore(root: string): Store {
  const pathOf = (key: string) => join(root, ...key.split('/'));
  return {
    place: pathOf,
    put: async (key, body) => {
      const path = pathOf(key);
      await mkdir(dirname(path), { recursive: true });
      // The file appears under its name as a whole or not at all.
      await writeFile(`${path}.part`, body);
      await rename(`${path}.part`, path);
    },
    get: (key) => unlessMissing(readFile(pathOf(key))),
    list: async (prefix) => {
      const found = await filesBelow(pathOf(dirname(`${prefix}x`)));
      const keys = found.map((path) => relative(root, path).split(sep).join('/'));
      return keys.filter((key) => key.startsWith(prefix) && !key.endsWith('.part')).sort();
    },
    folders: async (prefix) => {
      const entries = await unlessMissing(readdir(pathOf(prefix), { withFileTypes: true }));
      const folders = (entries ?? []).filter((entry) => entry.isDirectory());
      return folders.map(({ name }) => `${prefix}${name}/`).sort();
    },
    remove: async (keys) => {
      for (const key of keys) await rm(pathOf(key), { force: true });
    },
  };
}

async function filesBelow(folder: string): Promise<string[]> {
  const options = { recursive: true, withFileTypes: true } as const;
  const entries = await unlessMissing(readdir(folder, options));
  return (entries ?? [])
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

async function unlessMissing<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
