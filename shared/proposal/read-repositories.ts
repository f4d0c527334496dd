import type { ECRClient } from '@aws-sdk/client-ecr';
import { type RegistryRepository, repositories } from '../registry/read.ts';
import { createSettingsReader, type SettingsReader } from '../registry/settings/reader.ts';
import {
  encryptionOf,
  observedMutability,
  type Settings,
} from '../registry/settings/repository-settings.ts';
import {
  type SettingsMember,
  settingsMembers,
  type Unknown,
  unknownSettings,
} from '../registry/snapshot/unknown.ts';
import { unlessGone } from '../registry/tags/races.ts';
import { visitRepositories } from '../walk/reading/read.ts';
import type { RepositoryVisit } from '../walk/visitor.ts';
import type { RepositoryFacts } from './facts.ts';
import { emptyTally, type ImageTally, tally } from './tally.ts';
import type { UnreadFacts } from './unread.ts';

export interface ReadFactsOptions {
  /** Called with each repository's name when it has been read, for progress. */
  onRepository?: (repositoryName: string) => void;
  /** What the snapshot of a dry run does not say: it is not asked for. Default: all is known, as in an account. */
  unknown?: Unknown;
}

/** Reads all repositories; of those that are deleted meanwhile nothing is left. */
export async function readRepositories(
  ecr: ECRClient,
  unread: UnreadFacts,
  { onRepository, unknown = unknownSettings() }: ReadFactsOptions = {},
): Promise<RepositoryFacts[]> {
  const reader = createSettingsReader(ecr);
  const found = new Map<string, Settings>();
  const images = new Map<string, ImageTally>();
  const listed = await unread.unlessRefused('the repositories', Array.fromAsync(repositories(ecr)));
  const visits = [
    {
      visitor: 'settings',
      visit: {
        repository: async (repository: RegistryRepository) => {
          const settings = await settingsOf({ reader, unread, unknown }, repository);
          return { end: () => void found.set(repository.repositoryName, settings) };
        },
      },
    },
    { visitor: 'images', visit: { repository: countImages(images) } },
  ];
  const options = onRepository ? { onRepository } : {};
  const { failed, failedVisits } = await visitRepositories(ecr, listed ?? [], visits, options);
  if (failedVisits[0]) throw failedVisits[0].error;
  for (const { repository, error } of failed) unread.add('the images', error, repository);
  const scanned = await scannedOnes(reader, unread, found);
  return [...found]
    .map(([name, settings]) => ({
      ...{ name, settings, isScanned: scanned.has(name) },
      ...(images.has(name) && { images: images.get(name) ?? emptyTally() }),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function countImages(images: Map<string, ImageTally>) {
  const now = new Date();
  return ({ repositoryName }: RegistryRepository): RepositoryVisit => {
    const sum = emptyTally();
    return {
      images: (page) => {
        for (const image of page) tally(sum, image, now);
      },
      end: () => void images.set(repositoryName, sum),
    };
  };
}

interface Asking {
  reader: SettingsReader;
  unread: UnreadFacts;
  unknown: Unknown;
}

async function settingsOf(
  { reader, unread, unknown }: Asking,
  repository: RegistryRepository,
): Promise<Settings> {
  const { repositoryName: name, repositoryArn: arn = '' } = repository;
  const read = <Value>(member: SettingsMember, work: () => Promise<Value>) =>
    unknown.has(member, name)
      ? undefined
      : unread.unlessRefused(settingsMembers[member], unlessGone(work()), name);
  const [lifecyclePolicy, repositoryPolicy, resourceTags] = await Promise.all([
    read('lifecyclePolicies', () => reader.lifecyclePolicy(name)),
    read('repositoryPolicies', () => reader.repositoryPolicy(name)),
    read('resourceTags', () => reader.resourceTags(name, arn)),
  ]);
  const { scanOnPush = false } = repository.imageScanningConfiguration ?? {};
  return {
    mutability: observedMutability(repository),
    encryption: encryptionOf(repository.encryptionConfiguration ?? {}),
    scanOnPush,
    ...(lifecyclePolicy !== undefined && { lifecyclePolicy }),
    ...(repositoryPolicy !== undefined && { repositoryPolicy }),
    ...(resourceTags && { resourceTags }),
  };
}

/** Those that something scans: where their own setting is off, by the configuration of the registry. */
async function scannedOnes(
  reader: SettingsReader,
  unread: UnreadFacts,
  found: ReadonlyMap<string, Settings>,
): Promise<Set<string>> {
  const isOn = (name: string) => found.get(name)?.scanOnPush === true;
  const names = [...found.keys()];
  const frequencies = await unread.unlessRefused(
    'what the registry scans',
    reader.scanFrequencies(names.filter((name) => !isOn(name))),
  );
  const scans = (name: string) => (frequencies?.get(name) ?? 'MANUAL') !== 'MANUAL';
  return new Set(names.filter((name) => isOn(name) || scans(name)));
}
