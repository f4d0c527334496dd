import { canRefuse, settingsActions } from '../actions/settings.ts';
import type { ChangeKind } from '../changes/kind.ts';
import { affectedImages } from '../registry/lifecycle/policy-preview.ts';
import type { RepositoryChange } from './change.ts';
import { currentRepository, isLike, writeRepository } from './write.ts';

const kind: ChangeKind<RepositoryChange> = {
  nameOf: ({ repository }) => repository,
  targetOf: ({ repository }) => repository,
  limit: 'repositories',
  canBreak: (change) =>
    change.action === 'delete' ||
    (change.action === 'update' && canRefuse(change.before, change.after)),
  write: writeRepository,
  current: (ecr, { repository, ...change }) =>
    currentRepository(ecr, repository, 'after' in change ? change.after : change.before),
  isSame: isLike,
  actsOf: (change, rule, of) => {
    const { action, repository: target } = change;
    if (action === 'create') {
      const what = 'create the repository';
      const make = { kind: 'setting', rule, target, repository: target, what } as const;
      return [{ action: { ...make, after: { change } }, change }];
    }
    if (action !== 'update') return [];
    const { before, after, repository, preview } = change;
    const expiring = affectedImages(preview);
    return settingsActions({ rule, repository, before, after, expiring, of }).map((act) => ({
      action: act.action,
      change: { ...change, after: act.settings },
    }));
  },
};

/**
 * An update consists of acts by what its settings can break (see settingsActions), and is undone setting by setting
 * (steward/undo-settings.ts). A creation breaks nothing, and is undone as a whole.
 */
export function repositoryKind<Change extends RepositoryChange>(): ChangeKind<Change> {
  // An act is the change with fewer settings: whatever else a change has, its acts have, too.
  return kind as unknown as ChangeKind<Change>;
}
