import type { ECRClient } from '@aws-sdk/client-ecr';
import { createIndexReader } from '../registry/manifests/index-parts.ts';
import { createSettingsReader, type SettingsReader } from '../registry/settings/reader.ts';
import { type Uses, usesNotRead } from '../use/uses.ts';
import { readListed } from './list.ts';
import { atMost } from './reading/at-most.ts';
import { REPOSITORIES_AT_A_TIME } from './reading/read.ts';
import { createResults, type Results } from './results.ts';
import { begunName, type RunFiles, USES } from './run-files.ts';
import type { Walk } from './visitor.ts';

/** What has failed; undefined: a slice as a whole, for all visitors. */
export interface Failure {
  visitor?: string;
  repository?: string;
  error: unknown;
}

/** A walk as one process carries it on, from whatever step. */
export interface Running {
  ecr: ECRClient;
  files: RunFiles;
  /** What all visitors share: read once by this process. */
  walk(): Promise<Walk>;
  results: Results;
  /** What a visitor has answered to `begin`. */
  begun(visitor: string): Promise<unknown>;
  /** Reads a slice when it is its turn: others of this process may be read before. */
  read<Result>(reading: (repositoriesAtATime: number) => Promise<Result>): Promise<Result>;
  onRepository?: ((repositoryName: string) => void) | undefined;
  /** Called with each failure, for the log: of a visitor, at a repository, or of a slice as a whole. */
  onFailure(failure: Failure): void;
}

export function createRunning(
  ecr: ECRClient,
  files: RunFiles,
  {
    settings = createSettingsReader(ecr),
    uses = async () => usesNotRead,
    readsAtATime = 1,
    onRepository,
    onFailure = () => {},
  }: Partial<Pick<Running, 'onRepository' | 'onFailure'>> & {
    settings?: SettingsReader | undefined;
    /** Reads what runs. Default: it is not known. */
    uses?: (() => Promise<Uses>) | undefined;
    /** See Steps. Default: 1. */
    readsAtATime?: number;
  },
): Running {
  const known = new Map<string, Promise<unknown>>();
  const once = <Value>(name: string, read: () => Promise<Value>): Promise<Value> => {
    const reading = known.get(name) ?? read();
    known.set(name, reading);
    reading.catch(() => known.delete(name));
    return reading as Promise<Value>;
  };
  const inTurn = atMost(readsAtATime);
  const indexes = createIndexReader(ecr);
  /** A later process of the same walk gets what the first one has read. */
  const keptUses = () =>
    once(USES, async () => {
      const kept = (await files.find(USES)) as Uses | undefined;
      if (kept) return kept;
      const read = await uses();
      await files.put(USES, read);
      return read;
    });
  return {
    read: (reading) => inTurn(() => reading(REPOSITORIES_AT_A_TIME / readsAtATime)),
    ...{ ecr, files, onRepository, onFailure, results: createResults(files) },
    walk: () =>
      once('', async () => ({
        ...(await readListed(files)),
        ecr,
        settings,
        indexes,
        uses: keptUses,
      })),
    begun: (visitor) => once(visitor, () => files.get(begunName(visitor))),
  };
}
