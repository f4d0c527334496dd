import { createHash } from 'node:crypto';
import type { Alert } from '../alerts/alert.ts';
import type { Cause } from '../alerts/once.ts';
import { quarantineTag } from '../registry/quarantine-tag.ts';
import type { Violation } from './check.ts';
import type { Enforced, Outcome } from './enforce.ts';
import { quoted } from './names.ts';
import type { NamingPlan } from './plan.ts';

/** More violations than these are counted, not told one by one: a message has an end. */
const MOST_LINES = 100;

/** Seconds after which people are told again, by what is done about it. */
const WINDOWS = { report: 604_800, quarantine: 3600, delete: 86_400 };

/**
 * What people are told of violations, of one repository or many. Sent *before* they are acted on: once
 * a tag is gone, a second attempt would find nothing to tell.
 */
export function violationAlert(violations: readonly Violation[]): Alert {
  const repositories = [...new Set(violations.map(({ repository }) => repository))];
  const [only = ''] = repositories;
  const place = repositories.length === 1 ? only : `${repositories.length} repositories`;
  const many = repositories.length > 1;
  return {
    title: `${countOf(violations.length, 'wrong name')} in ${place}`,
    where: repositories.slice(0, 20).join(' '),
    severity: 'warning',
    lines: listed(violations, (it) => `${many ? `${it.repository}: ` : ''}${described(it)}`),
  };
}

/** When the same violation is told again. */
export function violationCause(violation: Violation): Cause {
  const { kind, repository, rule, action } = violation;
  const digest = violation.kind === 'repository' ? '' : violation.digest;
  const tag = violation.kind === 'tag' ? violation.tag : '';
  return causeOf(repository, [kind, digest, tag, rule, action], WINDOWS[action]);
}

function described(violation: Violation): string {
  const { reason, rule, message } = violation;
  return `${reason} (rule: ${rule})${fate(violation)}${message ? `. ${message}` : ''}`;
}

/** What becomes of it, and what to do. */
function fate(violation: Violation): string {
  const { action, repository, suggestion } = violation;
  if (violation.kind !== 'tag' || action === 'report') return suggestion ? hint(violation) : '';
  if (action === 'delete') {
    const what = violation.imageGoes ? 'The image is to be deleted' : 'The tag is to be deleted';
    return `. ${what} by a scheduled run${hint(violation)}`;
  }
  const kept = `${repository}:${quarantineTag(violation.digest)}`;
  const again = `push it again ${violation.lacksSibling ? 'with its sibling' : 'under a right tag'}`;
  return `. The image stays, as ${kept}; ${again}${suggestion ? `, such as ${suggestion}` : ''}`;
}

function hint(violation: Violation): string {
  const { suggestion } = violation;
  if (suggestion === undefined) return '';
  const sibling = violation.kind === 'tag' && violation.lacksSibling;
  return sibling ? `; a sibling would be ${suggestion}` : `; right would be ${suggestion}`;
}

/** What people are told of what was not done as they were told, each with when it is told again. */
export function outcomeAlerts(
  enforced: readonly Enforced[],
  deletes: NamingPlan['deletes'],
): { alert: Alert; cause?: Cause }[] {
  return [...raceAlerts(enforced), ...heldAlerts(enforced, deletes), ...referencedAlerts(enforced)];
}

/** The one outcome that costs somebody a tag: the image that took the tag over has lost it. */
function raceAlerts(enforced: readonly Enforced[]): { alert: Alert }[] {
  const raced = having(enforced, 'raced');
  const [first] = raced;
  if (first === undefined) return [];
  const lines = listed(
    raced,
    (it) =>
      `${quoted(tagOf(it))} was pushed again at that moment, and that image lost it: push it once more`,
  );
  const title = `A tag moved while it was taken away in ${first.repository}`;
  return [{ alert: { title, where: first.repository, severity: 'error', lines } }];
}

function heldAlerts(enforced: readonly Enforced[], deletes: NamingPlan['deletes']) {
  const held = having(enforced, 'held');
  if (held.length === 0 || deletes === undefined) return [];
  const { planned, most } = deletes;
  const done = having(enforced, 'deleted').length;
  const alert: Alert = {
    title: `${done} of ${planned} tags deleted, and the rest held back`,
    where: [...new Set(held.map(({ repository }) => repository))].slice(0, 20).join(' '),
    severity: 'error',
    lines: [
      `- One run may delete ${most}: the lower of maxDeletes and maxDeletePercent in registry.yml`,
      '- What to do: see whether so many are wrong, or the rule is: npx ecr-steward check',
      ...listed(held, (it) => `${it.repository}:${tagOf(it)} stays (rule: ${it.rule})`),
    ],
  };
  return [{ alert, cause: causeOf('', ['held'], WINDOWS.delete) }];
}

function referencedAlerts(enforced: readonly Enforced[]) {
  return having(enforced, 'referenced').map((it) => {
    const alert: Alert = {
      title: `A wrong tag in ${it.repository} cannot be deleted`,
      where: it.repository,
      severity: 'warning',
      lines: [
        `- ${quoted(tagOf(it))} is the last tag of a part of a multi-arch image, which keeps it`,
        '- What to do: delete the multi-arch image, or give this part a right tag',
      ],
    };
    return { alert, cause: causeOf(it.repository, ['referenced', tagOf(it)], WINDOWS.report) };
  });
}

function having(enforced: readonly Enforced[], outcome: Outcome): Enforced[] {
  return enforced.filter((it) => it.outcome === outcome);
}

function listed<Item>(items: readonly Item[], line: (item: Item) => string): string[] {
  const more = items.length - MOST_LINES;
  const rest = more > 0 ? [`- and ${more} more: npx ecr-steward check shows all`] : [];
  return [...items.slice(0, MOST_LINES).map((item) => `- ${line(item)}`), ...rest];
}

function tagOf(violation: Violation): string {
  return violation.kind === 'tag' ? violation.tag : '';
}

/** Names and rules can be longer than a key of the ledger. */
function causeOf(repository: string, parts: readonly string[], windowSeconds: number): Cause {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return { id: `naming/${repository}/${hash.slice(0, 32)}`, windowSeconds };
}

function countOf(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
