import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { diskBlobs } from '../blobs/disk.ts';
import type { BlobStore } from '../blobs/store.ts';
import { parseManifest } from '../ecr/manifests.ts';
import type { Registry, Repository } from '../ecr/state.ts';
import type { Vault } from '../secrets-manager/state.ts';
import { SortedMap } from '../service/sorted-map.ts';
import { DataFolderError } from './errors.ts';
import { lock } from './lock.ts';
import { createSaver } from './saver.ts';
import { readState, writeState } from './state-file.ts';

/**
 * A folder in which a registry survives a restart: `state.json` with all but the layers, secrets included and
 * readable by the user only, and `blobs/`. What `kill -9` costs at worst are the changes since the last write,
 * a tenth of a second's as a rule, and uploads that were under way. Times of last access are written with the
 * next change, or at the end.
 */
export interface DataFolder {
  readonly blobs: BlobStore;
  /** What an earlier run left; absent the first time. */
  readonly stored: Stored | undefined;
  /** Puts what is stored into place, and keeps the folder up with it from the first `touch` on. */
  keep(registry: Registry, vault: Vault): Promise<void>;
  /** Something has changed. */
  touch(): void;
  close(): Promise<void>;
}

type Stored = z.output<typeof storedSchema>;

const storedSchema = z.object({
  registry: z.looseObject({ accountId: z.string(), region: z.string() }),
  secrets: z.instanceof(SortedMap),
});

/** @throws DataFolderError when it holds something else, is damaged, or is in use */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  await prepare(folder);
  const unlock = await lock(folder);
  try {
    const path = join(folder, 'state.json');
    const content = await readState(path);
    const stored = content === undefined ? undefined : storedSchema.parse(content);
    const blobs = await diskBlobs(join(folder, 'blobs'));
    let save = async () => {};
    const saver = createSaver(() => save());
    return {
      blobs,
      stored,
      keep: async (registry, vault) => {
        if (stored) restore(stored, registry, vault);
        await collectGarbage(registry, blobs);
        save = () => writeState(path, { registry, secrets: vault.secrets });
        saver.touch();
      },
      touch: saver.touch,
      close: () => saver.close().finally(unlock),
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

const ours = /^(?:lock|blobs|state\.json(?:\.[0-9a-f-]{36})?)$/;

async function prepare(folder: string): Promise<void> {
  let entries: string[];
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    entries = await readdir(folder);
  } catch (cause) {
    throw new DataFolderError(folder, 'cannot be used: it must be a folder that you may write to', {
      cause,
    });
  }
  const foreign = entries.find((entry) => !ours.test(entry));
  if (foreign === undefined) return;
  throw new DataFolderError(
    folder,
    `holds ${foreign}, which is not of this program: choose an empty or a new one`,
  );
}

function restore(stored: Stored, registry: Registry, vault: Vault): void {
  Object.assign(registry, stored.registry);
  const secrets = stored.secrets as Vault['secrets'];
  for (const [name, secret] of secrets.entries()) vault.secrets.set(name, secret);
}

/** Layers that no image of their repository names are forgotten, and deleted once no repository has them. */
async function collectGarbage(registry: Registry, blobs: BlobStore): Promise<void> {
  const kept = new Set<string>();
  for (const repository of registry.repositories.values()) {
    const named = layersNamed(repository);
    for (const digest of repository.layers) {
      if (named.has(digest)) kept.add(digest);
      else repository.layers.delete(digest);
    }
  }
  await blobs.prune((digest) => kept.has(digest));
}

function layersNamed({ images }: Repository): ReadonlySet<string> {
  const manifests = Array.from(images.after(), ({ manifest }) => manifest ?? []).flat();
  return new Set(manifests.flatMap((manifest) => parseManifest(manifest).layers));
}
