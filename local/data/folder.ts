import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { diskBlobs } from '../blobs/disk.ts';
import type { BlobStore } from '../blobs/store.ts';
import { parseManifest } from '../ecr/images/manifests.ts';
import type { Repository } from '../ecr/model/repository.ts';
import type { EventSink } from '../events/event.ts';
import type { Place } from '../peers.ts';
import type { Kept } from './changes.ts';
import { DataFolderError } from './errors.ts';
import { lock } from './lock.ts';
import { keepPlace, type PlaceFolder, readPlace } from './place-folder.ts';
import { readState } from './state-file.ts';

/**
 * A folder in which an AWS survives a restart and `kill -9`: a change is in a file before its response is sent.
 * What a power failure destroys depends on the file system. Unfinished uploads are not kept; times of last access
 * are written with the next change, or at the end. It contains secrets, so only the user may read it.
 */
export interface DataFolder {
  readonly blobs: BlobStore;
  /** The default account and region of the last run; absent the first time. */
  readonly home: Place | undefined;
  /** The places that an earlier run stored. */
  readonly places: readonly Place[];
  /** Folder of S3, SNS and SQS, and of DynamoDB, for the default account. */
  readonly storage: (accountId: string) => string;
  readonly tables: (accountId: string) => string;
  /** What an earlier run stored for a place; `undefined` the first time. */
  stored(place: Place): Kept | undefined;
  /** Stores the changes of a place. @returns to be called with each change */
  keep(place: Place, kept: Kept): EventSink;
  /** All changes so far are in files when it returns. @throws when they cannot be written */
  save(): void;
  close(): Promise<void>;
}

/** Milliseconds after which changes are written if no response waits for them. */
const pause = 100;

/** @throws DataFolderError when it holds something else, is damaged, or is in use */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  prepare(folder);
  const unlock = await lock(folder);
  try {
    const pathOf = ({ accountId, region }: Place) => join(folder, 'regions', accountId, region);
    const moved = moveOldState(folder, pathOf);
    const places = placesIn(join(folder, 'regions'));
    const stored = new Map(
      places.map((place) => [pathOf(place), readPlace(pathOf(place), folder)]),
    );
    const blobs = await diskBlobs(join(folder, 'blobs'));
    await collectGarbage(
      [...stored.values()].flatMap((kept) => kept ?? []),
      blobs,
    );
    const kept: PlaceFolder[] = [];
    const save = () => kept.forEach((place) => void place.save());
    let timer: NodeJS.Timeout | undefined;
    const saveSoon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        tryTo(save);
      }, pause).unref();
    };
    return {
      ...{ blobs, places, save },
      home: readHome(folder) ?? moved,
      storage: (accountId) => join(folder, 'storage', accountId),
      tables: (accountId) => join(folder, 'tables', accountId),
      stored: (place) => stored.get(pathOf(place)),
      keep: (place, content) => {
        const files = keepPlace(pathOf(place), content);
        if (kept.length === 0) writeFileSync(join(folder, 'home.json'), JSON.stringify(place));
        kept.push(files);
        return (entry) => {
          files.changed(entry);
          saveSoon();
        };
      },
      close: async () => {
        clearTimeout(timer);
        try {
          for (const place of kept) place.close();
        } finally {
          await unlock();
        }
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** The next change retries. */
function tryTo(save: () => void): void {
  try {
    save();
  } catch (error) {
    process.emitWarning(
      `The data folder cannot be written; the next change retries: ${String(error)}`,
    );
  }
}

const ours = /^(?:lock|blobs|regions|storage|tables|home\.json|state\.json(?:\.[0-9a-f-]{36})?)$/;

function prepare(folder: string): void {
  let entries: string[];
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    entries = readdirSync(folder);
  } catch (cause) {
    throw new DataFolderError(folder, 'cannot be used: it must be a folder that you may write to', {
      cause,
    });
  }
  const foreign = entries.find((entry) => !ours.test(entry));
  if (foreign === undefined) return;
  throw new DataFolderError(
    folder,
    `contains ${foreign}, which ecr-steward did not write: choose an empty or a new folder`,
  );
}

const placeSchema = z.object({ accountId: z.string(), region: z.string() });

function readHome(folder: string): Place | undefined {
  const path = join(folder, 'home.json');
  if (!existsSync(path)) return undefined;
  try {
    return placeSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // It only holds the default, which every start sets anyway.
    return undefined;
  }
}

/** Earlier versions with one region kept its state in the folder itself. */
function moveOldState(folder: string, pathOf: (place: Place) => string): Place | undefined {
  const old = join(folder, 'state.json');
  const state = readState(old, folder);
  if (!state) return undefined;
  const { registry: place } = z.object({ registry: placeSchema }).parse(state.content);
  mkdirSync(pathOf(place), { recursive: true, mode: 0o700 });
  renameSync(old, join(pathOf(place), 'state.json'));
  return place;
}

function placesIn(folder: string): Place[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((accountId) =>
    readdirSync(join(folder, accountId)).map((region) => ({ accountId, region })),
  );
}

/** Removes layers that no image of their repository uses, and deletes those that no repository has. */
async function collectGarbage(all: readonly Kept[], blobs: BlobStore): Promise<void> {
  const kept = new Set<string>();
  for (const repository of all.flatMap(({ registry }) => [...registry.repositories.values()])) {
    const named = layersNamed(repository);
    for (const digest of repository.layers) {
      if (named.has(digest)) kept.add(digest);
      else repository.layers.delete(digest);
    }
  }
  await blobs.prune((digest) => kept.has(digest));
}

function layersNamed({ images }: Repository): ReadonlySet<string> {
  return new Set(
    Array.from(images.after(), ({ manifest, mediaType }) =>
      manifest === undefined ? [] : parseManifest(manifest, mediaType).layers,
    ).flat(),
  );
}
