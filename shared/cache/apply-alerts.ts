import { heldAlerts } from '../actions/held.ts';
import type { Alert } from '../alerts/alert.ts';
import { quoted } from '../alerts/quote.ts';
import { affectsImages, previewInWords } from '../registry/lifecycle/policy-preview.ts';
import { differing } from '../registry/settings/same.ts';
import { failureAlerts } from './alert.ts';
import type { AppliedChange } from './apply.ts';
import { nameOf } from './change.ts';
import { replacedPolicies } from './rules/replaced.ts';

/** The kinds of alerts that stand until a run over all rules finds them over. */
export const standingKinds = ['cache.rule-failed', 'cache.observed', 'cache.held'] as const;

/** Seconds after which people are told again of changes that wait to be allowed. */
const WEEK = 604_800;

/** A policy of ECR may have 30,720 characters: more of an old one than this is not told. */
const MOST_CHARACTERS = 4_000;

/** What people are told after a plan was applied: what failed, what waits, what a limit holds, what was replaced. */
export function appliedAlerts(changes: readonly AppliedChange[]): Alert[] {
  const held = changes.flatMap((change) =>
    change.held ? [{ held: change.held, what: describe(change), ...repositoryOf(change) }] : [],
  );
  return [
    ...failureAlerts(changes),
    ...observedAlerts(changes.filter(({ outcome }) => outcome === 'observed')),
    ...heldAlerts('cache', held),
    ...changes.filter(isWorthTelling).map(changedAlert),
  ];
}

/** All that waits, in one alert. */
function observedAlerts(waiting: readonly AppliedChange[]): Alert[] {
  const [first] = waiting;
  if (first === undefined) return [];
  const count = waiting.length === 1 ? '1 change' : `${waiting.length} changes`;
  return [
    {
      kind: 'cache.observed',
      cause: { id: 'cache/observed', windowSeconds: WEEK },
      title: `${count} of the cache would be made, and none is`,
      where: { text: 'the cache rules' },
      severity: 'warning',
      stands: true,
      what: [...new Set(waiting.flatMap(({ why }) => why ?? [])), ...waiting.map(describe)],
      todo: [
        'Look at them: npx ecr-steward plan',
        'Then let them be made: npx ecr-steward allow cache',
      ],
    },
  ];
}

/** What was deleted or replaced is told with what it was, and where images go: whatever it was for may miss it. */
function isWorthTelling(change: AppliedChange): boolean {
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
    what: ['reason' in change && change.reason ? change.reason : 'registry.yml says so'],
    done: [describe(change), ...consequences(change)],
    todo: actionIds.map((id) => `To take it back: npx ecr-steward undo ${id}`),
  };
}

function describe(change: AppliedChange): string {
  const { action } = change;
  if (change.kind !== 'repository' || action !== 'update') return `${action} ${nameOf(change)}`;
  const { before, after } = change;
  const keys = Object.keys(after) as (keyof typeof after)[];
  return `update ${change.repository}: ${differing(before, after, keys).join('; ')}`;
}

/** What becomes of images, and the texts of policies that are no more. */
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
