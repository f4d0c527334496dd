import { settingsActions } from '../../actions/settings.ts';
import type { ChangeKind } from '../../changes/kind.ts';
import { affectedImages } from '../../registry/lifecycle/policy-preview.ts';
import { isSame } from '../../registry/settings/same.ts';
import type { RepositoryChange } from '../change.ts';
import { writeRepository } from './write.ts';

/** Each change consists of acts by what its settings can break: see settingsActions. */
export const repositoryKind: ChangeKind<RepositoryChange> = {
  nameOf: ({ repository }) => repository,
  targetOf: ({ repository }) => repository,
  limit: 'cache',
  canBreak: () => false,
  write: writeRepository,
  // Undone setting by setting: see steward/undo-settings.ts.
  current: async () => undefined,
  isSame,
  actsOf: (change, rule) => {
    if (change.action !== 'update') return [];
    const { before, after, repository, preview } = change;
    const expiring = affectedImages(preview);
    return settingsActions({ rule, repository, before, after, expiring }).map(
      ({ action, settings }) => ({ action, change: { ...change, after: settings } }),
    );
  },
};
