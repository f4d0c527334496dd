import type { ECRClient } from '@aws-sdk/client-ecr';
import { ChangedSincePlanError } from '../../changes/errors.ts';
import type { Outcome } from '../../changes/step.ts';
import { repository as readRepository } from '../../registry/read.ts';
import { readSettings } from '../../registry/settings/read.ts';
import { createSettingsReader } from '../../registry/settings/reader.ts';
import { isSame } from '../../registry/settings/same.ts';
import { writeSettings } from '../../registry/settings/write.ts';
import { unlessGone } from '../../registry/tags/races.ts';
import type { RepositoryChange } from '../change.ts';
import { changeable } from './plan.ts';

/**
 * Brings a repository in line, if it is still as the plan saw it. One that no longer exists is left alone. Images
 * expire only by the lifecycle policy, within 24 hours, as its preview shows.
 *
 * @throws ChangedSincePlanError when somebody has changed one of the settings since.
 */
export async function writeRepository(ecr: ECRClient, change: RepositoryChange): Promise<Outcome> {
  if (change.action !== 'update') return 'unchanged';
  const { repository: name, before, after } = change;
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
