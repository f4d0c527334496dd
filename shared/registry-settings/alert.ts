import { type Held, heldAlerts } from '../actions/held.ts';
import type { Alert, AlertKind } from '../alerts/alert.ts';
import type { ScheduledRun } from '../alerts/notifying.ts';
import { kindOf } from '../changes/kind.ts';
import { waitingAlert, waitingOf } from '../changes/waiting.ts';
import { inWords } from '../registry/settings/words.ts';
import type { AppliedChange } from './apply.ts';
import { nameOf, registryKinds, settingOf } from './kinds.ts';

/** Less than a day: what is still so at the next nightly run is reported again. */
const WINDOW_SECONDS = 20 * 3600;

/** Seconds for which one change is reported once. */
const WEEK = 604_800;

/** The kinds of alerts that stand until a run resolves them. */
export const standingKinds = [
  'registry.setting-failed',
  'registry.observed',
  'registry.held',
] as const satisfies AlertKind[];

/** The alerts after a plan was applied: what failed, what waits, what a limit holds back, what was changed. */
export function appliedAlerts(changes: readonly AppliedChange[]): Alert[] {
  return [
    ...failureAlerts(changes),
    ...changes.filter(isReported).map(changedAlert),
    ...waitingAlert(waitingOf(changes, describe), {
      ...{ kind: 'registry.observed', capability: 'registry' },
      ...{ of: 'the registry', place: 'the settings of the registry' },
    }),
    ...heldAlerts('registry', heldOf(changes)),
  ];
}

/** What a run has covered: all settings. One that is no longer declared can no longer fail. */
export function coveredByRegistry(began: Date): ScheduledRun {
  return { kinds: standingKinds, began, covers: () => true };
}

/** The alerts on changes that could not be made, one for each setting. */
function failureAlerts(changes: readonly AppliedChange[]): Alert[] {
  const failed = changes.filter(({ outcome }) => outcome === 'failed');
  return [...Map.groupBy(failed, settingOf)].map(([setting, those]) => ({
    kind: 'registry.setting-failed',
    cause: { id: `registry/setting/${setting}`, windowSeconds: WINDOW_SECONDS },
    title: `registry.${setting} could not be brought in line`,
    where: { text: `registry.${setting}` },
    severity: 'error',
    stands: true,
    what: those.map((change) => `${describe(change)}: ${change.error}`),
    todo: ['The next run tries again. To try now: npx ecr-steward apply'],
  }));
}

/** Whether a change is reported: somebody may miss what was there. */
function isReported(change: AppliedChange): boolean {
  const isDone = ['created', 'updated', 'deleted'].includes(change.outcome);
  return isDone && kindOf(registryKinds, change).canBreak(change);
}

function changedAlert(change: AppliedChange): Alert {
  const { actionIds = [], outcome } = change;
  const name = nameOf(change);
  return {
    kind: 'registry.changed',
    cause: { id: `registry/changed/${actionIds.join() || name}`, windowSeconds: WEEK },
    title: `${name} was ${outcome}`,
    where: { text: `registry.${settingOf(change)}` },
    severity: 'info',
    what: [change.reason ?? 'registry.yml declares it'],
    done: [describe(change), ...before(change)],
    todo: actionIds.map((id) => `To undo it: npx ecr-steward undo ${id}`),
  };
}

function before(change: AppliedChange): string[] {
  if (change.action !== 'delete') return [];
  const was = inWords(change.before);
  return [`it was: ${was}`];
}

function heldOf(changes: readonly AppliedChange[]): { held: Held; what: string }[] {
  return changes.flatMap((change) =>
    change.held ? [{ held: change.held, what: describe(change) }] : [],
  );
}

function describe(change: AppliedChange): string {
  return `${change.action} ${nameOf(change)}`;
}
