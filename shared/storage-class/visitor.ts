import type { Notifier } from '../alerts/notifier.ts';
import type { RegistryImage, RegistryRepository } from '../registry/read.ts';
import type { ImageUse } from '../use/uses.ts';
import type { Done, RepositoryVisit, Visitor, Walked } from '../walk/visitor.ts';
import { archivedUseAlert, coveredByUses } from './alert.ts';
import type { ArchivedUse } from './archived.ts';
import { noteLooked } from './look.ts';

export interface StorageClassVisiting {
  notifier: Pick<Notifier, 'notify' | 'resolve'>;
}

/** Which images are in use, by repository. */
export interface StorageClassBegun {
  uses: Record<string, ImageUse[]>;
  /** Sources that were not read to their end, so that more images may be in use. */
  beyond: string[];
}

/** Finds archived images that are in use, of the repositories that have images in use, and sends alerts on them. */
export function storageClassVisitor({
  notifier,
}: StorageClassVisiting): Visitor<ArchivedUse[], StorageClassBegun> {
  return {
    name: 'storage-class',
    begin: async (walk) => {
      const { images, unknown } = await walk.uses();
      const beyond = unknown.map(({ source, why }) => `${source}: ${why}`);
      return { uses: byRepository(images), beyond };
    },
    slice: (_slice, { uses }) => {
      const archived: ArchivedUse[] = [];
      const repository = ({ repositoryName: name }: RegistryRepository) =>
        Object.hasOwn(uses, name) ? visitOf(name, uses[name] ?? [], archived) : undefined;
      return { repository, end: () => archived };
    },
    done: (walked) => done(notifier, walked),
  };
}

function byRepository(images: readonly ImageUse[]): Record<string, ImageUse[]> {
  return Object.fromEntries(Map.groupBy(images, ({ repository }) => repository));
}

/** What one repository has is added when all of it was seen. */
function visitOf(
  repository: string,
  uses: readonly ImageUse[],
  archived: ArchivedUse[],
): RepositoryVisit {
  const own: ArchivedUse[] = [];
  return {
    images: (page) => {
      own.push(...page.flatMap((image) => archivedUse(repository, image, uses) ?? []));
    },
    end: () => {
      archived.push(...own);
    },
  };
}

function archivedUse(
  repository: string,
  { imageStatus, imageDigest: digest, imageTags = [], lastArchivedAt }: RegistryImage,
  all: readonly ImageUse[],
): ArchivedUse | undefined {
  if (imageStatus !== 'ARCHIVED') return undefined;
  const uses = all.filter(({ imageId }) =>
    'imageDigest' in imageId
      ? imageId.imageDigest === digest
      : imageTags.includes(imageId.imageTag),
  );
  if (uses.length === 0) return undefined;
  const archivedAt = lastArchivedAt?.toISOString();
  return { repository, digest, ...(archivedAt !== undefined && { archivedAt }), uses };
}

async function done(
  { notify, resolve }: StorageClassVisiting['notifier'],
  walked: Walked<ArchivedUse[], StorageClassBegun>,
): Promise<Done> {
  const { uses, beyond } = walked.begun;
  const archived = (await Array.fromAsync(walked.parts())).flat();
  const found = archived.map(archivedUseAlert);
  const notified = await notify(found);
  await resolve(coveredByUses(beyond, walked), found);
  const lookedAt = Object.values(uses).reduce((sum, those) => sum + those.length, 0);
  return { result: noteLooked({ lookedAt, notAllOf: beyond, archived, notified }) };
}
