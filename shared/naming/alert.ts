import { createHash } from 'node:crypto';
import { type HeldAction, heldAlerts } from '../actions/held.ts';
import type { Alert, Cause, Where } from '../alerts/alert.ts';
import { quoted } from '../alerts/quote.ts';
import { quarantineTag } from '../registry/tags/own-tag.ts';
import { explained } from '../runtime/explain.ts';
import { checkRepository, type Violation } from './check.ts';
import type { Enforced, Outcome } from './enforce.ts';
import type { Naming } from './rules.ts';

/** Seconds after which an alert is sent again: of what is still so, and of an action that was taken once more. */
const WINDOWS = { stands: 604_800, done: 3600, failed: 86_400 };

/** The alerts after a run: what was done, what was not and why, and what failed. */
export function alertsOf(enforced: readonly Enforced[]): Alert[] {
  return [...singleAlertsOf(enforced), ...heldAlerts('naming', heldOf(enforced))];
}

/** The alerts on single repositories and images: all but those on limits, which are for a whole run. */
export function singleAlertsOf(enforced: readonly Enforced[]): Alert[] {
  const told = enforced.filter(({ outcome }) => !withoutAlert.has(outcome));
  return [
    ...told.map(violationAlert),
    ...having(enforced, 'failed').map(failedAlert),
    ...having(enforced, 'raced').map(racedAlert),
    ...having(enforced, 'referenced').map(referencedAlert),
  ];
}

/** The alerts on names of repositories, which are only reported. */
export function repositoryNameAlerts(naming: Naming, repositories: readonly string[]): Alert[] {
  return repositories
    .flatMap((name) => checkRepository(naming, name))
    .map((violation) => violationAlert({ ...violation, outcome: 'reported' }));
}

/** Outcomes without an alert on the violation: not yet, no longer, or in another alert (`held` in one for all). */
const withoutAlert: ReadonlySet<Outcome> = new Set([
  ...(['waiting', 'late', 'gone', 'changed', 'held', 'failed', 'raced', 'referenced'] as const),
]);

/** The kinds of alerts that only a run over the registry can resolve. */
export const standingKinds = ['naming.violation', 'naming.failed', 'naming.held'] as const;

/** A violation and what was done about it. What was done needs no resolving; all else stands until it is resolved. */
export function violationAlert(violation: Enforced): Alert {
  const { repository, reason, rule, message, outcome, why } = violation;
  const isDone = outcome === 'quarantined' || outcome === 'deleted';
  return {
    kind: 'naming.violation',
    cause: violationCause(violation, isDone ? 'done' : 'stands'),
    title: `1 naming violation in ${repository}`,
    where: whereOf(violation),
    severity: 'warning',
    ...(!isDone && { stands: true }),
    what: [
      `${reason} (rule: ${rule})`,
      ...elsewhere(violation),
      ...pending(violation),
      ...(why === undefined ? [] : [`Nothing was done: ${why}`]),
    ],
    done: doneLines(violation),
    todo: [...remedy(violation), ...(message ? [message] : [])],
  };
}

function violationCause(violation: Enforced, fated: 'done' | 'stands'): Cause {
  const { kind, repository, rule, action, outcome } = violation;
  const parts = [kind, digestOf(violation), tagOf(violation), rule, action, fated];
  // An alert that the rule only observes is followed by another one when the rule is enforced.
  return causeOf(repository, [...parts, ...(fated === 'done' ? [outcome] : [])], WINDOWS[fated]);
}

function whereOf(violation: Violation): Where {
  const { repository } = violation;
  if (violation.kind === 'repository') return { text: repository, repository };
  const { digest } = violation;
  if (violation.kind === 'image') return { text: `${repository}@${digest}`, repository, digest };
  const { tag } = violation;
  return { text: `${repository}:${tag}`, repository, tag, digest };
}

function elsewhere(violation: Violation): string[] {
  if (violation.kind !== 'tag' || violation.siblingElsewhere === undefined) return [];
  return [violation.siblingElsewhere];
}

/** What will happen to a tag that nothing was done about yet. */
function pending(violation: Enforced): string[] {
  if (violation.kind !== 'tag') return [];
  const { action, outcome } = violation;
  const what = violation.imageGoes ? 'the image' : 'the tag';
  if (outcome === 'left') return [`A scheduled run will delete ${what}`];
  if (outcome !== 'observed') return [];
  if (action === 'delete') return [`If it were enforced, ${what} would be deleted`];
  return [`If it were enforced, the tag would be replaced by ${quarantineTag(violation.digest)}`];
}

function doneLines(violation: Enforced): string[] {
  if (violation.kind !== 'tag') return [];
  const { repository, tag, digest, outcome } = violation;
  if (outcome === 'quarantined')
    return [`The tag is removed. The image stays, as ${repository}:${quarantineTag(digest)}`];
  if (outcome !== 'deleted') return [];
  return [violation.imageGoes ? `${repository}@${digest} is deleted` : `The tag ${tag} is deleted`];
}

function remedy(violation: Enforced): string[] {
  const { suggestion, outcome } = violation;
  const lacksSibling = violation.kind === 'tag' && violation.lacksSibling;
  if (violation.kind === 'tag' && outcome === 'quarantined') {
    const again = `Push it again ${lacksSibling ? 'with its sibling' : 'under a valid tag'}`;
    return [
      suggestion ? `${again}, such as ${suggestion}` : again,
      `Or give it this tag back: npx ecr-steward release ${violation.repository}:${violation.tag}`,
    ];
  }
  if (suggestion === undefined) return [];
  return [lacksSibling ? `Push a sibling too, such as ${suggestion}` : `Valid: ${suggestion}`];
}

/** What limits hold back. */
export function heldOf(enforced: readonly Enforced[]): HeldAction[] {
  return enforced.flatMap((violation) => {
    const { held, repository, rule, action } = violation;
    if (held === undefined) return [];
    const what = `${repository}:${tagOf(violation)} is not ${past[action]} (rule: ${rule})`;
    return [{ held, what, repository }];
  });
}

const past = { report: 'reported', quarantine: 'quarantined', delete: 'deleted' };

/** An action that failed: the alert stands until a run finds the action done or the tag valid. */
function failedAlert(violation: Enforced): Alert {
  const { repository, rule, action, error } = violation;
  const tag = tagOf(violation);
  return {
    kind: 'naming.failed',
    cause: causeOf(repository, ['failed', tag, digestOf(violation), action], WINDOWS.failed),
    title: `An invalid tag in ${repository} could not be ${past[action]}`,
    where: whereOf(violation),
    severity: 'error',
    stands: true,
    what: [`${quoted(tag)} was not ${past[action]} (rule: ${rule})`, explained(error)],
    todo: ['Fix the cause; the next run tries again'],
  };
}

/** The one outcome that loses a tag: another image had just been pushed under it, and has it no longer. */
function racedAlert(violation: Enforced): Alert {
  const { repository } = violation;
  return {
    kind: 'naming.raced',
    cause: causeOf(repository, ['raced', tagOf(violation), digestOf(violation)], 3600),
    title: `A tag in ${repository} was lost: it moved while it was removed`,
    where: whereOf(violation),
    severity: 'error',
    what: [
      `${quoted(tagOf(violation))} was pushed again at that moment, and the new image lost it`,
    ],
    todo: ['Push that image again'],
  };
}

function referencedAlert(violation: Enforced): Alert {
  const { repository } = violation;
  return {
    kind: 'naming.referenced',
    cause: causeOf(repository, ['referenced', tagOf(violation)], WINDOWS.stands),
    title: `An invalid tag in ${repository} cannot be deleted`,
    where: whereOf(violation),
    severity: 'warning',
    what: [
      `${quoted(tagOf(violation))} is the last tag of an image that a multi-arch image lists: ECR does not delete it`,
    ],
    todo: ['Delete the multi-arch image, or give this image a valid tag'],
  };
}

function having(enforced: readonly Enforced[], outcome: Outcome): Enforced[] {
  return enforced.filter((it) => it.outcome === outcome);
}

function tagOf(violation: Violation): string {
  return violation.kind === 'tag' ? violation.tag : '';
}

function digestOf(violation: Violation): string {
  return violation.kind === 'repository' ? '' : violation.digest;
}

/** Names and rules can be longer than a key of the ledger. */
function causeOf(repository: string, parts: readonly string[], windowSeconds: number): Cause {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return { id: `naming/${repository}/${hash.slice(0, 32)}`, windowSeconds };
}
