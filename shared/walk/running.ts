import type { ECRClient } from '@aws-sdk/client-ecr';
import { createSettingsReader, type SettingsReader } from '../registry/settings/reader.ts';
import { readListed } from './list.ts';
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
  onRepository?: ((repositoryName: string) => void) | undefined;
  /** Called with each failure, for the log: of a visitor, at a repository, or of a slice as a whole. */
  onFailure(failure: Failure): void;
}

export function createRunning(
  ecr: ECRClient,
  files: RunFiles,
  {
    settings = createSettingsReader(ecr),
    onRepository,
    onFailure = () => {},
  }: Partial<Pick<Running, 'onRepository' | 'onFailure'>> & {
    settings?: SettingsReader | undefined;
  },
): Running {
  const known = new Map<string, Promise<unknown>>();
  const once = <Value>(name: string, read: () => Promise<Value>): Promise<Value> => {
    const reading = known.get(name) ?? read();
    known.set(name, reading);
    reading.catch(() => known.delete(name));
    return reading as Promise<Value>;
  };
  return {
    ...{ ecr, files, onRepository, onFailure, results: createResults(files) },
    walk: () => once('', async () => ({ ...(await readListed(files)), ecr, settings })),
    begun: (visitor) => once(visitor, () => files.get(begunName(visitor))),
  };
}
