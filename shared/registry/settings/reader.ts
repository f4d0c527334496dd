import type { ECRClient } from '@aws-sdk/client-ecr';
import { lifecyclePolicy, repositoryPolicy, resourceTags } from './policies.ts';
import { scanFrequencies } from './scanning.ts';

/** Reads settings of repositories, each once, whoever asks for it and how often. */
export interface SettingsReader {
  /** @throws RepositoryNotFoundException, as the others do. */
  lifecyclePolicy(repositoryName: string): Promise<string | undefined>;
  repositoryPolicy(repositoryName: string): Promise<string | undefined>;
  resourceTags(repositoryName: string, arn: string): Promise<Record<string, string>>;
  /** See scanFrequencies: one call for up to 25 repositories. */
  scanFrequencies(repositoryNames: readonly string[]): Promise<Map<string, string>>;
  /** Forgets what was read of these repositories: the next one who asks reads it again. */
  forget(repositoryNames: readonly string[]): void;
}

export function createSettingsReader(ecr: ECRClient): SettingsReader {
  const known = {
    lifecycle: new Map<string, Promise<string | undefined>>(),
    policy: new Map<string, Promise<string | undefined>>(),
    tags: new Map<string, Promise<Record<string, string>>>(),
    frequency: new Map<string, Promise<string | undefined>>(),
  };
  return {
    lifecyclePolicy: (name) => once(known.lifecycle, name, () => lifecyclePolicy(ecr, name)),
    repositoryPolicy: (name) => once(known.policy, name, () => repositoryPolicy(ecr, name)),
    resourceTags: (name, arn) => once(known.tags, name, () => resourceTags(ecr, arn)),
    scanFrequencies: async (names) => {
      const asked = names.filter((name) => !known.frequency.has(name));
      const reading = scanFrequencies(ecr, asked);
      for (const name of asked) {
        void once(known.frequency, name, async () => (await reading).get(name)).catch(() => {});
      }
      const found = await Promise.all(
        names.map(async (name) => [name, await known.frequency.get(name)] as const),
      );
      return new Map(found.flatMap(([name, it]) => (it === undefined ? [] : [[name, it]])));
    },
    forget: (names) => {
      for (const of of Object.values(known)) for (const name of names) of.delete(name);
    },
  };
}

/** A failure is not remembered. */
function once<Value>(
  known: Map<string, Promise<Value>>,
  name: string,
  read: () => Promise<Value>,
): Promise<Value> {
  const before = known.get(name);
  if (before) return before;
  const reading = read();
  known.set(name, reading);
  reading.catch(() => known.delete(name));
  return reading;
}
