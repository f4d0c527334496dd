import { type Held, heldAlerts } from '../actions/held.ts';
import type { Alert } from '../alerts/alert.ts';
import { asQuoted } from '../alerts/quote.ts';
import { type Waiting, waitingAlert, waitingOf } from '../changes/waiting.ts';
import { affectsImages, previewInWords } from '../registry/lifecycle/policy-preview.ts';
import { differing } from '../registry/settings/same.ts';
import { failureAlerts } from './alert.ts';
import type { AppliedChange } from './apply.ts';
import { nameOf } from './kinds.ts';
import { replacedPolicies } from './rules/replaced.ts';

/** The kinds of alerts that stand until a run over all rules resolves them. */
export const standingKinds = ['cache.rule-failed', 'cache.observed', 'cache.held'] as const;

/** Seconds for which one change is reported once. */
const WEEK = 604_800;

/** How much of an old policy an alert shows: a policy of ECR may have 30,720 characters. */
const MOST_CHARACTERS = 4_000;

/** The alerts after a plan was applied: what failed, what waits, what a limit holds back, what was replaced. */
export function appliedAlerts(changes: readonly AppliedChange[]): Alert[] {
  return [
    ...singleAlerts(changes),
    ...waitingInCache(waitingOfCache(changes)),
    ...heldAlerts('cache', heldOf(changes)),
  ];
}

/** Those of them that are about a single change each. */
export function singleAlerts(changes: readonly AppliedChange[]): Alert[] {
  return [...failureAlerts(changes), ...changes.filter(isReported).map(changedAlert)];
}

/** What limits hold back. */
export function heldOf(
  changes: readonly AppliedChange[],
): { held: Held; what: string; repository?: string }[] {
  return changes.flatMap((change) =>
    change.held ? [{ held: change.held, what: describe(change), ...repositoryOf(change) }] : [],
  );
}

/** What waits to be allowed, or for the end of a pause. */
export function waitingOfCache(changes: readonly AppliedChange[]): Waiting[] {
  return waitingOf(changes, describe);
}

/** All changes that wait, in one alert. */
export function waitingInCache(parts: readonly Waiting[]): Alert[] {
  return waitingAlert(parts, {
    ...{ kind: 'cache.observed', capability: 'cache' },
    ...{ of: 'the cache', place: 'the cache rules' },
  });
}

/** Whether a change is reported: what was deleted or replaced may be missed, and so may images. */
function isReported(change: AppliedChange): boolean {
  const { outcome } = change;
  if (outcome === 'deleted' || outcome === 'replaced') return true;
  return outcome === 'updated' && consequences(change).length > 0;
}

function changedAlert(change: AppliedChange): Alert {
  const { prefix, actionIds = [] } = change;
  return {
    kind: 'cache.changed',
    cause: { id: `cache/changed/${actionIds.join() || nameOf(change)}`, windowSeconds: WEEK },
    title: `${nameOf(change)} was ${change.outcome}`,
    where: { text: nameOf(change), rule: prefix, ...repositoryOf(change) },
    severity: 'info',
    what: ['reason' in change && change.reason ? change.reason : 'registry.yml declares it'],
    done: [describe(change), ...consequences(change)],
    todo: actionIds.map((id) => `To undo it: npx ecr-steward undo ${id}`),
  };
}

function describe(change: AppliedChange): string {
  const { action } = change;
  if (change.kind !== 'repository' || action !== 'update') return `${action} ${nameOf(change)}`;
  const { before, after } = change;
  const keys = Object.keys(after) as (keyof typeof after)[];
  return `update ${change.repository}: ${differing(before, after, keys).join('; ')}`;
}

/** What happens to images, and the texts of policies that were replaced. */
function consequences(change: AppliedChange): string[] {
  if (change.kind !== 'repository') return [];
  const { preview } = change;
  return [
    ...(affectsImages(preview) && preview ? previewInWords(preview) : []),
    ...replacedPolicies(change).map(({ key, text }) => `its ${key} was: ${plain(text)}`),
  ];
}

function plain(text: string): string {
  const line = asQuoted(text);
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)} …` : line;
}

function repositoryOf(change: AppliedChange) {
  return change.kind === 'repository' ? { repository: change.repository } : {};
}
