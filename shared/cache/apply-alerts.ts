import { heldAlerts } from '../actions/held.ts';
import type { Alert } from '../alerts/alert.ts';
import { quoted } from '../alerts/quote.ts';
import { affectsImages, previewInWords } from '../registry/lifecycle/policy-preview.ts';
import { differing } from '../registry/settings/same.ts';
import { failureAlerts } from './alert.ts';
import type { AppliedChange } from './apply.ts';
import { nameOf } from './change.ts';
import { replacedPolicies } from './rules/replaced.ts';

/** The kinds of alerts that stand until a run over all rules resolves them. */
export const standingKinds = ['cache.rule-failed', 'cache.observed', 'cache.held'] as const;

/** Seconds after which changes that wait to be allowed are reported again. */
const WEEK = 604_800;

/** How much of an old policy an alert shows: a policy of ECR may have 30,720 characters. */
const MOST_CHARACTERS = 4_000;

/** The alerts after a plan was applied: what failed, what waits, what a limit holds back, what was replaced. */
export function appliedAlerts(changes: readonly AppliedChange[]): Alert[] {
  const held = changes.flatMap((change) =>
    change.held ? [{ held: change.held, what: describe(change), ...repositoryOf(change) }] : [],
  );
  return [
    ...failureAlerts(changes),
    ...observedAlerts(changes.filter(({ outcome }) => outcome === 'observed')),
    ...heldAlerts('cache', held),
    ...changes.filter(isReported).map(changedAlert),
  ];
}

/** All changes that wait to be allowed, or for the end of a pause, in one alert. */
function observedAlerts(waiting: readonly AppliedChange[]): Alert[] {
  const [first] = waiting;
  if (first === undefined) return [];
  const count = waiting.length === 1 ? '1 change' : `${waiting.length} changes`;
  const isPaused = waiting.some(({ paused }) => paused);
  return [
    {
      kind: 'cache.observed',
      cause: { id: 'cache/observed', windowSeconds: WEEK },
      title: `${count} of the cache ${waiting.length === 1 ? 'waits' : 'wait'} ${isPaused ? 'as the cache is paused' : 'to be allowed'}`,
      where: { text: 'the cache rules' },
      severity: 'warning',
      stands: true,
      what: [...new Set(waiting.flatMap(({ why }) => why ?? [])), ...waiting.map(describe)],
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
  const line = quoted(text).slice(1, -1).replaceAll('\\"', '"');
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)} …` : line;
}

function repositoryOf(change: AppliedChange) {
  return change.kind === 'repository' ? { repository: change.repository } : {};
}
