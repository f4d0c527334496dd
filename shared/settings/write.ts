import {
  DeleteRepositoryCommand,
  type ECRClient,
  RepositoryAlreadyExistsException,
  RepositoryNotEmptyException,
} from '@aws-sdk/client-ecr';
import { ChangedSincePlanError } from '../changes/errors.ts';
import { mayBeOurs, type Outcome } from '../changes/step.ts';
import { repository as readRepository } from '../registry/read.ts';
import { readSettings } from '../registry/settings/read.ts';
import { createSettingsReader } from '../registry/settings/reader.ts';
import { type Settings, sameEncryption } from '../registry/settings/repository-settings.ts';
import { isSame } from '../registry/settings/same.ts';
import { createRepository, writePolicies } from '../registry/settings/whole.ts';
import { writeSettings } from '../registry/settings/write.ts';
import { unlessGone } from '../registry/tags/races.ts';
import { StewardError } from '../runtime/errors.ts';
import type { RepositoryChange } from './change.ts';

/** The settings of an existing repository that can be changed. */
const changeable = [
  'mutability',
  'lifecyclePolicy',
  'repositoryPolicy',
  'resourceTags',
  'scanOnPush',
] as const satisfies (keyof Settings)[];

/**
 * Creates a repository, or brings one in line, if it is still as the plan saw it. One that no longer exists is left
 * alone. Images expire only by the lifecycle policy, within 24 hours, as its preview shows.
 *
 * @throws ChangedSincePlanError when somebody has created it, or changed one of the settings, since.
 */
export async function writeRepository(ecr: ECRClient, change: RepositoryChange): Promise<Outcome> {
  switch (change.action) {
    case 'create':
      return create(ecr, change.repository, change.after);
    case 'update':
      return updateRepository(ecr, change.repository, change.before, change.after);
    case 'delete':
      return deleteRepository(ecr, change.repository, change.before);
    default:
      return 'unchanged';
  }
}

/** Where a call after CreateRepository fails, the next run makes up for it. */
async function create(ecr: ECRClient, name: string, after: Settings): Promise<Outcome> {
  try {
    await createRepository(ecr, { name, settings: after });
  } catch (error) {
    if (!(error instanceof RepositoryAlreadyExistsException)) throw error;
    if (!mayBeOurs(error)) return existing(ecr, name, after);
    await writePolicies(ecr, { repositoryName: name }, after);
  }
  return 'created';
}

/** Somebody else was faster: what is to be done about it, another plan says. */
async function existing(ecr: ECRClient, name: string, after: Settings): Promise<Outcome> {
  const now = await currentRepository(ecr, name, after);
  if (now === undefined || !isLike(now, after)) {
    throw new ChangedSincePlanError(`the repository ${name}`);
  }
  return 'unchanged';
}

async function updateRepository(
  ecr: ECRClient,
  name: string,
  before: Settings,
  after: Settings,
): Promise<Outcome> {
  const repository = await readRepository(ecr, name);
  if (repository === undefined) return 'unchanged';
  const now = await unlessGone(readSettings(createSettingsReader(ecr), repository, after));
  if (now === undefined) return 'unchanged';
  const due = changeable.filter((key) => after[key] !== undefined && !isSame(now[key], after[key]));
  // Another run was faster.
  if (due.length === 0) return 'unchanged';
  for (const key of due) {
    if (!isSame(now[key], before[key])) throw new ChangedSincePlanError(`${key} of ${name}`);
  }
  await unlessGone(writeSettings(ecr, repository, after));
  return 'updated';
}

/** Only one that is as it was made; ECR refuses it for one with images. */
async function deleteRepository(ecr: ECRClient, name: string, shown: Settings): Promise<Outcome> {
  const now = await currentRepository(ecr, name, shown);
  if (now === undefined) return 'unchanged';
  if (!isLike(now, shown)) throw new ChangedSincePlanError(`the repository ${name}`);
  try {
    const input = { repositoryName: name };
    return (await unlessGone(ecr.send(new DeleteRepositoryCommand(input))))
      ? 'deleted'
      : 'unchanged';
  } catch (error) {
    if (!(error instanceof RepositoryNotEmptyException)) throw error;
    throw new StewardError(`${name} has images by now, so it stays: delete them first, or keep it`);
  }
}

/** A repository as it is now, with the settings that `wanted` has; undefined where there is none. */
export async function currentRepository(
  ecr: ECRClient,
  name: string,
  wanted: Settings,
): Promise<Settings | undefined> {
  const repository = await readRepository(ecr, name);
  if (repository === undefined) return undefined;
  return unlessGone(readSettings(createSettingsReader(ecr), repository, wanted));
}

/** ECR may return the key that it has chosen itself. */
export function isLike(now: Settings, { encryption, ...shown }: Settings): boolean {
  const isEncrypted = !encryption || (now.encryption && sameEncryption(now.encryption, encryption));
  return isEncrypted === true && isSame({ ...now, encryption: undefined }, shown);
}
