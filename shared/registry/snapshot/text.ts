import { DescribeRegistryCommand, type ECRClient } from '@aws-sdk/client-ecr';
import { pMapIterable } from 'p-map';
import {
  cacheRules,
  images,
  REPOSITORIES_AT_A_TIME,
  type RegistryImage,
  type RegistryRepository,
  repositories,
} from '../read.ts';
import { unlessGone } from '../tags/races.ts';
import { type SettingsReading, settingsReading } from './not-read.ts';
import { registrySettings } from './registry-settings.ts';
import { collectSettings, readSettings, type SettingsFound } from './repository-settings.ts';
import { type Unknown, type UnknownSetting, unknownSettings } from './unknown.ts';

/** The format of what is written: 2 since snapshots have settings. */
const FORMAT_VERSION = 2;

export interface SnapshotOptions {
  /** Called after each repository is read, for progress. */
  onRepository?: (repositoryName: string) => void;
  /** Called at the end with the settings that AWS has denied, or denied when the snapshot was written that is read. */
  onNotRead?: (notRead: readonly UnknownSetting[]) => void;
  /** What the registry does not say, as it is one on a snapshot. Default: it says all. */
  unknown?: Unknown;
}

/**
 * The registry's content as the text of one JSON object, piece by piece, in the shapes that the AWS CLI prints:
 * `repositories`, `imageDetails` (with archived images), `pullThroughCacheRules`, and the settings of the registry and
 * of its repositories. A setting that AWS denies is absent, or the repositories that lack it are; `notRead` says so.
 * Without secrets.
 */
export async function* snapshotText(
  ecr: ECRClient,
  {
    onRepository = () => {},
    onNotRead = () => {},
    unknown = unknownSettings(),
  }: SnapshotOptions = {},
): AsyncGenerator<string> {
  const reading = settingsReading(unknown);
  const described = await ecr.send(new DescribeRegistryCommand({}));
  const { registryId } = described;
  const pullThroughCacheRules = await cacheRules(ecr);
  const settings = await registrySettings(ecr, described, reading);
  const known = await Array.fromAsync(repositories(ecr));
  const head = { registryId, repositories: known, pullThroughCacheRules, ...settings };
  yield `{"formatVersion":${FORMAT_VERSION},\n${membersOf(head)},\n"imageDetails":[`;
  let separator = '\n';
  const found = collectSettings();
  const read = async (repository: RegistryRepository) => {
    const content = await unlessGone(contentOf(ecr, repository, reading));
    onRepository(repository.repositoryName);
    return content;
  };
  for await (const content of pMapIterable(known, read, { concurrency: REPOSITORIES_AT_A_TIME })) {
    for (const image of content?.images ?? []) {
      yield separator + JSON.stringify(image);
      separator = ',\n';
    }
    if (content) found.add(content.settings);
  }
  const notRead = reading.notRead(known.length);
  const tail = { ...found.members(reading, known.length), ...(notRead.length > 0 && { notRead }) };
  yield `]${Object.keys(tail).length > 0 ? `,\n${membersOf(tail)}` : ''}}\n`;
  onNotRead(notRead);
}

function membersOf(object: Record<string, unknown>): string {
  return Object.entries(object)
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join(',\n');
}

interface Content {
  images: RegistryImage[];
  settings: SettingsFound;
}

/** All at once, so that a repository that is deleted while it is read is left out as a whole. */
async function contentOf(
  ecr: ECRClient,
  repository: RegistryRepository,
  reading: SettingsReading,
): Promise<Content> {
  const { repositoryName } = repository;
  return {
    images: await Array.fromAsync(images(ecr, repositoryName, { imageStatus: 'ANY' })),
    settings: await readSettings(ecr, repository, reading),
  };
}
