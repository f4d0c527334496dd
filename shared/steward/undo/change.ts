import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Entry } from '../../actions/audit-log.ts';
import type { Work } from '../../actions/gate.ts';
import type { WholeChange as WholeOfCache } from '../../cache/change.ts';
import { wholeKinds as wholeOfCache } from '../../cache/kinds.ts';
import { inverse, presentState } from '../../changes/inverse.ts';
import { type Kinds, kindOf } from '../../changes/kind.ts';
import { inWords } from '../../registry/settings/words.ts';
import type { RegistryChange } from '../../registry-settings/change.ts';
import { registryKinds } from '../../registry-settings/kinds.ts';
import { StewardError } from '../../runtime/errors.ts';
import type { RepositoryChange } from '../../settings/change.ts';
import { repositoryKind } from '../../settings/kind.ts';
import type { Undo } from './action.ts';
import { asBefore, undoAction } from './action.ts';
import { revertSettings } from './settings.ts';

/** What is made and deleted as a whole; a repository where it was created. */
type Undone = WholeOfCache | RegistryChange | RepositoryChange;

const undoneKinds: Kinds<Undone> = {
  ...wholeOfCache,
  ...registryKinds,
  repository: repositoryKind(),
};

/** How a change of a plan is undone; undefined for any other action. */
export async function undoChange(ecr: ECRClient, entry: Entry): Promise<Undo | undefined> {
  const change = changeIn(entry.after);
  if (change === undefined) return undefined;
  if (change.kind === 'repository' && change.action === 'update') {
    return undoRepository(ecr, entry, change);
  }
  const back = inverse(undoneKinds, change);
  if (back === undefined) return { state: 'nothing', why: 'it changed nothing' };
  const { stand, now } = await presentState(ecr, undoneKinds, change);
  if (stand === 'before') return { state: 'nothing', why: asBefore(entry) };
  if (stand === 'other') return { state: 'refused', why: changedSince(change, now) };
  const { canBreak, limit } = kindOf(undoneKinds, back);
  const action = undoAction(entry, {
    kind: canBreak(back) ? limit : 'setting',
    after: { change: back },
  });
  const work = () => revert(ecr, change, back);
  return { state: 'ready', action, lines: [lineOf(back)], work };
}

/** ECR updates a rule without comparing it to what we know: so it is read once more, right before. */
async function revert(ecr: ECRClient, change: Undone, back: Undone): Promise<Work> {
  const { stand, now } = await presentState(ecr, undoneKinds, change);
  if (stand === 'other') throw new StewardError(changedSince(change, now));
  if (stand === 'after') await kindOf(undoneKinds, back).write(ecr, back);
  return { outcome: 'undone', unneeded: stand === 'before' };
}

/** Reverts the settings of a cached repository that were changed. */
function undoRepository(ecr: ECRClient, entry: Entry, change: RepositoryChange): Promise<Undo> {
  const before = 'before' in change ? change.before : {};
  const after = 'after' in change ? change.after : {};
  const changed = Object.entries(before).filter(([key]) => Object.hasOwn(after, key));
  const was = { settings: Object.fromEntries(changed) };
  return revertSettings(ecr, entry, change.repository, { was, is: { settings: after } });
}

function changeIn(state: unknown): Undone | undefined {
  const has = typeof state === 'object' && state !== null && 'change' in state;
  return has ? (state.change as Undone) : undefined;
}

function lineOf(back: Undone): string {
  const { before, after } = { before: undefined, after: undefined, ...back };
  return `${back.action} the ${labelOf(back)}: ${inWords(before)} → ${inWords(after)}`;
}

function changedSince(change: Undone, now: unknown): string {
  return `the ${labelOf(change)} has been changed since: it is ${inWords(now)}`;
}

function labelOf(change: Undone): string {
  const { nameOf, targetOf } = kindOf(undoneKinds, change);
  if (change.kind === 'rule' || change.kind === 'repository') {
    return `${change.kind} ${nameOf(change)}`;
  }
  return 'prefix' in change ? nameOf(change) : targetOf(change).replace(/^the /, '');
}
