import {
  DeleteRepositoryCommand,
  type ECRClient,
  RepositoryNotEmptyException,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';
import { type RegistryRepository, repository as readRepository } from '../registry/read.ts';
import { createSettingsReader } from '../registry/settings/reader.ts';
import { readWhole, type WholeRepository } from '../registry/settings/whole.ts';
import type { Uses } from '../use/uses.ts';
import { isDue, isKept } from './marks.ts';
import type { JudgedRepository } from './plan.ts';

/** What the audit log has of a deleted repository, for `undo`. */
export interface Deleted {
  deleted: WholeRepository;
}

export type Deletion =
  | { state: 'spared'; why: string }
  | {
      state: 'ready';
      before: Deleted;
      work(): Promise<{ outcome: 'deleted' | 'spared' | 'gone'; why?: string; unneeded?: boolean }>;
    };

/**
 * Prepares the deletion of an empty repository: reads once more what may have changed since the walk has read it, and
 * the settings with which `undo` creates it again. ECR itself refuses to delete one that has an image.
 */
export async function deleteIfEmpty(
  { ecr, usesNow }: { ecr: ECRClient; usesNow(): Promise<Uses> },
  { repository: { repositoryName: name } }: JudgedRepository,
  now: Date,
): Promise<Deletion> {
  const found = await readRepository(ecr, name);
  if (found === undefined) return { state: 'spared', why: 'it does not exist any more' };
  const whole = await readWhole(createSettingsReader(ecr), found);
  const why = whyNot(found, whole, await usesNow(), now);
  if (why !== undefined) return { state: 'spared', why };
  return { state: 'ready', before: { deleted: whole }, work: () => remove(ecr, name) };
}

function whyNot(
  { repositoryName: name }: RegistryRepository,
  { settings: { resourceTags: tags = {} } }: WholeRepository,
  { images, unknown }: Uses,
  now: Date,
): string | undefined {
  if (isKept(tags)) return 'it has the tag ecr-steward:keep by now';
  if (!isDue(tags, now)) return 'its tags were changed';
  const use = images.find(({ repository }) => repository === name);
  if (use) return `${use.by[0]} runs an image of it`;
  const [first] = unknown;
  return first && `what ${first.source} runs is not known: ${first.why}`;
}

async function remove(ecr: ECRClient, repositoryName: string) {
  try {
    // Without force: ECR deletes no image.
    await ecr.send(new DeleteRepositoryCommand({ repositoryName }));
    return { outcome: 'deleted' as const };
  } catch (error) {
    if (error instanceof RepositoryNotFoundException)
      return { outcome: 'gone' as const, unneeded: true };
    if (!(error instanceof RepositoryNotEmptyException)) throw error;
    return { outcome: 'spared' as const, why: 'an image was pushed to it', unneeded: true };
  }
}
