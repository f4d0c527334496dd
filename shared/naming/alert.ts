import { createHash } from 'node:crypto';
import type { Alert, Cause, Where } from '../alerts/alert.ts';
import { quoted } from '../alerts/quote.ts';
import { quarantineTag } from '../registry/quarantine-tag.ts';
import type { Violation } from './check.ts';
import type { Enforced, Outcome } from './enforce.ts';
import type { NamingPlan } from './plan.ts';

/** Seconds after which people are told again, by what is done about it. */
const WINDOWS = { report: 604_800, quarantine: 3600, delete: 86_400 };

/**
 * What people are told of a violation. Sent *before* it is acted on: once a tag is gone, a second attempt would
 * find nothing to tell. Only one that is reported and no more stands: the others end by what is done about them.
 */
export function violationAlert(violation: Violation): Alert {
  const { action, repository, reason, rule, message } = violation;
  return {
    kind: 'naming.violation',
    cause: violationCause(violation),
    title: `1 wrong name in ${repository}`,
    where: whereOf(violation),
    severity: 'warning',
    ...(action === 'report' && { stands: true }),
    what: [`${reason} (rule: ${rule})`, ...fate(violation)],
    done: kept(violation),
    todo: [...remedy(violation), ...(message ? [message] : [])],
  };
}

function violationCause(violation: Violation): Cause {
  const { kind, repository, rule, action } = violation;
  return causeOf(
    repository,
    [kind, digestOf(violation), tagOf(violation), rule, action],
    WINDOWS[action],
  );
}

function whereOf(violation: Violation): Where {
  const { repository } = violation;
  if (violation.kind === 'repository') return { text: repository, repository };
  const { digest } = violation;
  if (violation.kind === 'image') return { text: `${repository}@${digest}`, repository, digest };
  const { tag } = violation;
  return { text: `${repository}:${tag}`, repository, tag, digest };
}

/** What becomes of a tag that is to be deleted. */
function fate(violation: Violation): string[] {
  if (violation.kind !== 'tag' || violation.action !== 'delete') return [];
  const what = violation.imageGoes ? 'The image' : 'The tag';
  return [`${what} is to be deleted by a scheduled run`];
}

function kept(violation: Violation): string[] {
  if (violation.kind !== 'tag' || violation.action !== 'quarantine') return [];
  return [`The image stays, as ${violation.repository}:${quarantineTag(violation.digest)}`];
}

function remedy(violation: Violation): string[] {
  const { suggestion, action } = violation;
  const lacksSibling = violation.kind === 'tag' && violation.lacksSibling;
  if (violation.kind === 'tag' && action === 'quarantine') {
    const again = `Push it again ${lacksSibling ? 'with its sibling' : 'under a right tag'}`;
    return [suggestion ? `${again}, such as ${suggestion}` : again];
  }
  if (suggestion === undefined) return [];
  return [lacksSibling ? `A sibling would be ${suggestion}` : `Right would be ${suggestion}`];
}

/** What people are told of what was not done as they were told. */
export function outcomeAlerts(
  enforced: readonly Enforced[],
  deletes: NamingPlan['deletes'],
): Alert[] {
  return [
    ...having(enforced, 'raced').map(racedAlert),
    ...heldAlerts(enforced, deletes),
    ...having(enforced, 'referenced').map(referencedAlert),
  ];
}

/** The one outcome that costs somebody a tag: the image that took the tag over has lost it. */
function racedAlert(violation: Enforced): Alert {
  const { repository } = violation;
  return {
    kind: 'naming.raced',
    cause: causeOf(repository, ['raced', tagOf(violation), digestOf(violation)], 3600),
    title: `A tag moved while it was taken away in ${repository}`,
    where: whereOf(violation),
    severity: 'error',
    what: [`${quoted(tagOf(violation))} was pushed again at that moment, and that image lost it`],
    todo: ['Push it once more'],
  };
}

function heldAlerts(enforced: readonly Enforced[], deletes: NamingPlan['deletes']): Alert[] {
  const held = having(enforced, 'held');
  if (held.length === 0 || deletes === undefined) return [];
  const { planned, most } = deletes;
  const done = having(enforced, 'deleted').length;
  const repositories = new Set(held.map(({ repository }) => repository));
  const [only = ''] = repositories;
  return [
    {
      kind: 'naming.held',
      cause: causeOf('', ['held'], WINDOWS.delete),
      title: `${done} of ${planned} tags deleted, and the rest held back`,
      where:
        repositories.size === 1
          ? { text: only, repository: only }
          : { text: `${repositories.size} repositories` },
      severity: 'error',
      stands: true,
      what: [
        `One run may delete ${most}: the lower of maxDeletes and maxDeletePercent in registry.yml`,
        ...held.map((it) => `${it.repository}:${tagOf(it)} stays (rule: ${it.rule})`),
      ],
      todo: ['See whether so many are wrong, or the rule is: npx ecr-steward check'],
    },
  ];
}

function referencedAlert(violation: Enforced): Alert {
  const { repository } = violation;
  return {
    kind: 'naming.referenced',
    cause: causeOf(repository, ['referenced', tagOf(violation)], WINDOWS.report),
    title: `A wrong tag in ${repository} cannot be deleted`,
    where: whereOf(violation),
    severity: 'warning',
    what: [
      `${quoted(tagOf(violation))} is the last tag of a part of a multi-arch image, which keeps it`,
    ],
    todo: ['Delete the multi-arch image, or give this part a right tag'],
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
