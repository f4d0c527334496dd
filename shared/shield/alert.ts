import { createHash } from 'node:crypto';
import { type Held, heldAlerts } from '../actions/held.ts';
import type { Alert } from '../alerts/alert.ts';
import { byRepository, type Group as GroupOf } from '../alerts/by-repository.ts';
import type { ScheduledRun } from '../alerts/notifying.ts';
import { asQuoted } from '../alerts/quote.ts';
import { explained } from '../runtime/explain.ts';
import type { Walked } from '../walk/visitor.ts';
import type { Applied, Outcome } from './apply.ts';
import type { RepositoryPlan } from './step.ts';

/** Seconds after which an alert is sent again: of what stands, and of what was done once more. */
const WINDOWS = { stands: 604_800, done: 3600 };

/** Lines of an alert; it counts the others. */
const MOST_LINES = 20;

/** The kinds of alerts that stand until a walk resolves them. */
const standingKinds = ['shield.missing', 'shield.failed', 'shield.held'] as const;

/** All alerts after a run. */
export function shieldAlerts(
  plans: readonly RepositoryPlan[],
  applied: readonly Applied[],
): Alert[] {
  return [...repositoryAlerts(plans, applied), ...heldAlerts('shield', heldOf(applied))];
}

/** Those that are about a single repository each. */
export function repositoryAlerts(
  plans: readonly RepositoryPlan[],
  applied: readonly Applied[],
): Alert[] {
  return [
    ...byRepository(applied, isDone).map(setAlert),
    ...byRepository(applied, isMissing).map(missingAlert),
    ...byRepository(applied, ({ outcome }) => outcome === 'failed').map(failedAlert),
    ...plans.flatMap((plan) => ('error' in plan ? unreadAlert(plan) : [])),
  ];
}

/** What limits hold back. */
export function heldOf(
  applied: readonly Applied[],
): { held: Held; repository: string; what: string }[] {
  return applied.flatMap(({ held, repository, text }) =>
    held ? [{ held, repository, what: `${repository}: ${asQuoted(text)}` }] : [],
  );
}

/** A tag that is not removed keeps an image longer than it has to be: that is no alert. */
const missing: readonly Outcome[] = ['reported', 'observed', 'changed', 'late'];

function isMissing({ step, outcome }: Applied): boolean {
  return step !== 'remove' && missing.includes(outcome);
}

function isDone({ outcome }: Applied): boolean {
  return outcome === 'set';
}

type Group = GroupOf<Applied>;

function setAlert(group: Group): Alert {
  const rule = group.find(({ step }) => step === 'rule');
  const drift = rule?.step === 'rule' && rule.drift;
  return {
    ...baseOf(group, WINDOWS.done),
    kind: 'shield.set',
    title: titleOf(group),
    severity: drift ? 'warning' : 'info',
    what: drift
      ? [
          'The lifecycle policy had the rule for in-use-* first, and somebody has put another one since',
        ]
      : ['Lifecycle policies of ECR do not know what runs'],
    done: linesOf(group),
    todo: [
      ...(drift
        ? [
            'Add the rule where that policy is made, such as in Terraform, and set rule: expect in registry.yml',
          ]
        : []),
      ...undoLines(group),
    ],
  };
}

function titleOf(group: Group): string {
  const [{ repository }] = group;
  return group.every(({ step }) => step === 'remove')
    ? `In-use tags of ${repository} were removed`
    : `What runs in ${repository} is kept from its lifecycle policy`;
}

function undoLines(group: Group): string[] {
  const ids = group.flatMap(({ actionId }) => actionId || []);
  const [first] = ids;
  if (first === undefined) return [];
  const others = ids.length > 1 ? '; npx ecr-steward history has the others' : '';
  return [`To undo the first: npx ecr-steward undo ${first}${others}`];
}

function missingAlert(group: Group): Alert {
  return {
    ...baseOf(group, WINDOWS.stands),
    kind: 'shield.missing',
    title: `The lifecycle policy of ${group[0].repository} can expire what runs`,
    severity: 'warning',
    stands: true,
    what: linesOf(group),
  };
}

function failedAlert(group: Group): Alert {
  return {
    ...baseOf(group, WINDOWS.stands),
    kind: 'shield.failed',
    title: `What runs in ${group[0].repository} could not be kept from its lifecycle policy`,
    severity: 'error',
    stands: true,
    what: linesOf(group),
    todo: ['Fix the cause; the next run tries again'],
  };
}

function unreadAlert({ repository, error }: RepositoryPlan): Alert {
  return {
    kind: 'shield.failed',
    cause: { id: `shield/${repository}/unread`, windowSeconds: WINDOWS.stands },
    where: { text: repository, repository },
    title: `The lifecycle policy of ${repository} could not be read`,
    severity: 'error',
    stands: true,
    what: [`${repository}: ${explained(error)}`],
    todo: ['Fix the cause; the next run tries again'],
  };
}

function baseOf(group: Group, windowSeconds: number): Pick<Alert, 'cause' | 'where'> {
  const [{ repository }] = group;
  const parts = group.map(({ step, text, outcome }) => [step, text, outcome]);
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return {
    cause: { id: `shield/${repository}/${hash.slice(0, 32)}`, windowSeconds },
    where: { text: repository, repository },
  };
}

function linesOf(group: Group): string[] {
  const more = group.length - MOST_LINES;
  return [...group.slice(0, MOST_LINES).map(lineOf), ...(more > 0 ? [`and ${more} more`] : [])];
}

function lineOf({ outcome, text, stays, why, error, step }: Applied): string {
  if (outcome === 'set')
    return step === 'rule'
      ? 'its lifecycle policy has the rule for in-use-* first'
      : asQuoted(text);
  if (outcome === 'failed') return `${asQuoted(text)}: ${explained(error)}`;
  const reason =
    stays ?? why ?? (outcome === 'late' ? 'time was up' : 'only reported (action: report)');
  return `${asQuoted(text)}: ${asQuoted(reason)}`;
}

/**
 * What a walk has covered: the repositories that it has seen, and none where it is not known what runs, as more of it
 * may be without a tag.
 */
export function coveredByShield(
  isKnown: boolean,
  { began, hasSeen }: Pick<Walked, 'began' | 'hasSeen'>,
): ScheduledRun {
  return {
    kinds: standingKinds,
    began,
    covers: ({ repository }, kind) =>
      isKnown && hasSeen(kind === 'shield.held' ? undefined : repository),
  };
}
