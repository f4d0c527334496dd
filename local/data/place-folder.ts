import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createRegistry } from '../ecr/model/registry.ts';
import type { EventEntry } from '../events/event.ts';
import { SortedMap } from '../service/sorted-map.ts';
import { type Kept, type Watch, watch } from './changes.ts';
import { type Journal, readJournal, startJournal } from './journal.ts';
import { replay } from './replay.ts';
import { readState, unreadable, writeState } from './state-file.ts';

/** The files of one region: `state.json`, and journals `journal-<n>` of the changes after it. */
export interface PlaceFolder {
  /** An event of a change. */
  changed(entry: EventEntry): void;
  /** All changes so far are in files when it returns. @throws when they cannot be written */
  save(): void;
  /** Writes everything at the end. */
  close(): void;
}

const storedSchema = z.object({
  registry: z.looseObject({ accountId: z.string(), region: z.string() }),
  secrets: z.instanceof(SortedMap),
});

/**
 * What an earlier run stored.
 *
 * @param folder the data folder, for messages
 * @returns `undefined` the first time
 * @throws DataFolderError when a file is damaged, or of another kind
 */
export function readPlace(path: string, folder: string): Kept | undefined {
  const state = readState(join(path, 'state.json'), folder);
  if (!state) return undefined;
  const { registry, secrets } = storedSchema.parse(state.content);
  const fresh = createRegistry(registry.accountId, registry.region);
  const kept = { registry: Object.assign(fresh, registry), secrets: secrets as Kept['secrets'] };
  for (const [number, name] of journalsIn(path)) {
    if (number < state.journal) continue;
    const journal = join(path, name);
    const changes = readJournal(journal);
    if (!changes) throw unreadable(folder, journal, 'is damaged');
    for (const change of changes) replay(kept, change);
  }
  return kept;
}

/** Journals below this size are not replaced by a new state file: 4 MB. */
const shortest = 4_000_000;

/** Stores the changes of a region in a folder. */
export function keepPlace(path: string, kept: Kept): PlaceFolder {
  let files: { journal: Journal; watch: Watch; stateSize: number } | undefined;
  let isBehind = false;
  let number = 1 + Math.max(-1, ...journalsIn(path).map(([it]) => it));

  /** Writes a state file and an empty journal. */
  function start() {
    files?.journal.close();
    const journal = startJournal(join(path, `journal-${number}`));
    const stateSize = writeState(join(path, 'state.json'), { content: kept, journal: number });
    for (const [old, name] of journalsIn(path)) if (old < number) rmSync(join(path, name));
    number += 1;
    files = { journal, watch: watch(kept), stateSize };
    return files;
  }

  mkdirSync(path, { recursive: true, mode: 0o700 });
  files = start();
  return {
    changed: (entry) => files?.watch.changed(entry),
    save: () => {
      if (!files) return;
      const { journal, watch, stateSize } = files;
      const changes = watch.take();
      const isLong = journal.size > Math.max(shortest, stateSize);
      if (changes.length === 0 && !isBehind) return;
      // Changes that could not be written are not found again, so everything has to be written.
      const isWhole = isBehind || isLong;
      isBehind = true;
      if (isWhole) start();
      else journal.append(changes);
      isBehind = false;
    },
    close: () => {
      start().journal.close();
      files = undefined;
    },
  };
}

/** Journals by number, the oldest first. */
function journalsIn(path: string): [number, string][] {
  const names = filesIn(path).filter((name) => /^journal-\d+$/.test(name));
  const numbered = names.map((name): [number, string] => [Number(name.slice(8)), name]);
  return numbered.sort(([one], [other]) => one - other);
}

function filesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
