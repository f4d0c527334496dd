import { type Held, heldAlerts } from '../actions/held.ts';
import type { Alert } from '../alerts/alert.ts';
import { asQuoted } from '../alerts/quote.ts';
import { affectsImages, previewInWords } from '../registry/lifecycle/policy-preview.ts';
import { differing } from '../registry/settings/same.ts';
import { failureAlerts } from './alert.ts';
import type { AppliedChange } from './apply.ts';
import { nameOf } from './kinds.ts';
import { replacedPolicies } from './rules/replaced.ts';

/** The kinds of alerts that stand until a run over all rules resolves them. */
export const standingKinds = ['cache.rule-failed', 'cache.observed', 'cache.held'] as const;

/** Seconds after which changes that wait to be allowed are reported again. */
const WEEK = 604_800;

/** How much of an old policy an alert shows: a policy of ECR may have 30,720 characters. */
const MOST_CHARACTERS = 4_000;

/** More changes that wait are counted, not listed. */
const MOST_LISTED = 100;

/** The alerts after a plan was applied: what failed, what waits, what a limit holds back, what was replaced. */
export function appliedAlerts(changes: readonly AppliedChange[]): Alert[] {
  return [
    ...singleAlerts(changes),
    ...waitingAlert(waitingOf(changes)),
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

/** Changes that wait to be allowed, or for the end of a pause: short, and as JSON. */
export interface Waiting {
  count: number;
  isPaused: boolean;
  /** Why, each reason once. */
  why: string[];
  /** The first ones, each in a line. */
  what: string[];
}

/** Empty where none waits. */
export function waitingOf(changes: readonly AppliedChange[]): Waiting[] {
  const waiting = changes.filter(({ outcome }) => outcome === 'observed');
  if (waiting.length === 0) return [];
  return [
    {
      count: waiting.length,
      isPaused: waiting.some(({ paused }) => paused),
      why: [...new Set(waiting.flatMap(({ why }) => why ?? []))],
      what: waiting.slice(0, MOST_LISTED).map(describe),
    },
  ];
}

/** All changes that wait, in one alert. */
export function waitingAlert(parts: readonly Waiting[]): Alert[] {
  if (parts.length === 0) return [];
  const all = parts.reduce((sum, { count }) => sum + count, 0);
  const count = all === 1 ? '1 change' : `${all} changes`;
  const isPaused = parts.some((part) => part.isPaused);
  const listed = parts.flatMap(({ what }) => what).slice(0, MOST_LISTED);
  const more = all - listed.length;
  return [
    {
      kind: 'cache.observed',
      cause: { id: 'cache/observed', windowSeconds: WEEK },
      title: `${count} of the cache ${all === 1 ? 'waits' : 'wait'} ${isPaused ? 'as the cache is paused' : 'to be allowed'}`,
      where: { text: 'the cache rules' },
      severity: 'warning',
      stands: true,
      what: [
        ...new Set(parts.flatMap(({ why }) => why)),
        ...listed,
        ...(more > 0 ? [`and ${more} more`] : []),
      ],
      todo: [
        'Review them: npx ecr-steward plan',
        isPaused
          ? 'Then have them made: npx ecr-steward resume cache'
          : 'Then allow them: npx ecr-steward allow cache',
      ],
    },
  ];
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
