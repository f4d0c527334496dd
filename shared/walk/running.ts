import type { ECRClient } from '@aws-sdk/client-ecr';
import { createSettingsReader, type SettingsReader } from '../registry/settings/reader.ts';
import { readListed } from './list.ts';
import { atMost } from './reading/at-most.ts';
import { REPOSITORIES_AT_A_TIME } from './reading/read.ts';
import { createResults, type Results } from './results.ts';
import { begunName, type RunFiles } from './store/run.ts';
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
    readsAtATime = 1,
    onRepository,
    onFailure = () => {},
  }: Partial<Pick<Running, 'onRepository' | 'onFailure'>> & {
    settings?: SettingsReader | undefined;
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
  return {
    read: (reading) => inTurn(() => reading(REPOSITORIES_AT_A_TIME / readsAtATime)),
    ...{ ecr, files, onRepository, onFailure, results: createResults(files) },
    walk: () => once('', async () => ({ ...(await readListed(files)), ecr, settings })),
    begun: (visitor) => once(visitor, () => files.get(begunName(visitor))),
  };
}
