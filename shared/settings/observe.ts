import type { ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import type { PolicyPreview } from '../registry/lifecycle/policy-preview.ts';
import { REPOSITORIES_AT_A_TIME, type RegistryRepository } from '../registry/read.ts';
import { readSettings } from '../registry/settings/read.ts';
import { createSettingsReader, type SettingsReader } from '../registry/settings/reader.ts';
import type { Settings } from '../registry/settings/repository-settings.ts';
import { scanTypeOf } from '../registry/settings/scan-type.ts';
import { unlessGone } from '../registry/tags/races.ts';
import { toRead, type Wanted } from './wanted.ts';

/** A repository of a listing, and what registry.yml declares of it. */
export interface Governed {
  repository: RegistryRepository;
  wanted: Wanted;
}

/** A repository with the settings that are declared, as they are. */
export interface Observed {
  repository: string;
  wanted: Wanted;
  state: Settings;
  /** With anyScan, where the repository's own setting is off: what scans it by the registry's configuration. */
  scanning?: Scanning;
  /** What the declared lifecycle policy would do to the images: see previewSettings. */
  preview?: PolicyPreview;
}

export interface Scanning {
  /** By whichever rule of the registry: MANUAL, SCAN_ON_PUSH or CONTINUOUS_SCAN. */
  frequency: string;
  /** Of the registry: BASIC, or ENHANCED, which ignores the setting of a repository. */
  type: string;
}

/** A repository that could not be read, and why. */
export interface Unread {
  repository: string;
  error: unknown;
}

export interface ObservedSettings {
  repositories: Observed[];
  unread: Unread[];
}

/** What settings are read with. */
export interface Reading {
  settings: SettingsReader;
  /** See scanTypeOf. Asked only where something scans by the registry's configuration, if at all. */
  scanType(): Promise<string>;
}

/** To read settings for the occasion, and not for others too. */
export function readingOf(ecr: ECRClient): Reading {
  return { settings: createSettingsReader(ecr), scanType: () => scanTypeOf(ecr) };
}

/**
 * Reads the settings of repositories that a listing does not have: a call each for the lifecycle policy, the
 * repository policy and the tags, and one per 25 for scans, where they are declared. One that cannot be read does not
 * stop the others, and one that was deleted meanwhile is in neither list.
 */
export async function observeSettings(
  reading: Reading,
  governed: readonly Governed[],
  onRepository?: (repositoryName: string) => void,
): Promise<ObservedSettings> {
  const unread: Unread[] = [];
  const readOne = async ({ repository, wanted }: Governed): Promise<Observed | undefined> => {
    const name = repository.repositoryName;
    try {
      const reads = readSettings(reading.settings, repository, toRead(wanted));
      const state = await unlessGone(reads);
      return state && { repository: name, wanted, state };
    } catch (error) {
      unread.push({ repository: name, error });
      return undefined;
    } finally {
      onRepository?.(name);
    }
  };
  const read = await pMap(governed, readOne, { concurrency: REPOSITORIES_AT_A_TIME });
  const repositories = await withScanning(
    reading,
    read.filter((it) => it !== undefined),
  );
  unread.sort((a, b) => (a.repository < b.repository ? -1 : 1));
  return { repositories, unread };
}

/** Reads what scans the repositories whose own setting is off. */
async function withScanning(
  { settings, scanType }: Reading,
  observed: Observed[],
): Promise<Observed[]> {
  const asked = observed
    .filter(({ wanted, state }) => wanted.anyScan && !state.scanOnPush)
    .map(({ repository }) => repository);
  if (asked.length === 0) return observed;
  const [frequencies, type] = await Promise.all([settings.scanFrequencies(asked), scanType()]);
  return observed.map((each) => {
    const frequency = frequencies.get(each.repository);
    return frequency ? { ...each, scanning: { frequency, type } } : each;
  });
}
