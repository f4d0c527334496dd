import { createHash } from 'node:crypto';
import type { HeldAction } from '../actions/held.ts';
import type { Alert, Cause } from '../alerts/alert.ts';
import type { IgnoreEntry } from '../config/schema/schema.ts';
import { quarantineTag } from '../registry/tags/own-tag.ts';
import { explained } from '../runtime/explain.ts';
import { identityOf } from './findings/finding.ts';
import type { News } from './findings/reported.ts';
import type { Failure, Unknown } from './findings/result.ts';
import type { TagOutcome, Treatment } from './quarantine.ts';
import { usedByInWords } from './used-by.ts';
import { countsOf, describe, excess, nameOf, plain, reasonOf } from './words.ts';

/** How many images and findings an alert names; of more it gives the number. */
const MOST_IMAGES = 20;
const MOST_FINDINGS = 10;
const MOST_TAGS = 10;

/** Seconds after which an alert on what has not changed is sent again. */
const WEEK = 604_800;
const DAY = 86_400;

/** The alert on an image that fails: its new findings, and what was done. */
export function failureAlert({ failure, findings }: News, treatment: Treatment): Alert {
  const { repository, digest, judgement, rule, partOf, tags, usedBy } = failure;
  const others = judgement.offending.length - findings.length;
  const critical = judgement.over[0]?.severity === 'CRITICAL';
  const runs = usedBy !== undefined && !usedBy.standby;
  return {
    kind: 'scanning.findings',
    cause: newsCause(failure, findings, treatment),
    title: `${nameOf(failure)}${runs ? ' runs and' : ''} fails its scan: ${excess(judgement)}`,
    where: { text: nameOf(failure), repository, digest },
    severity: critical ? 'critical' : 'error',
    what: [
      `${digest}${tags.length === 0 && partOf ? `, part of ${partOf.digest}` : ''}`,
      ...(usedBy ? [capitalized(usedByInWords(usedBy))] : []),
      `In all: ${countsOf(judgement.counts)} (rule: ${plain(rule.rule)})${uncounted(failure)}`,
      ...(others > 0
        ? [`${findings.length || 'None'} of them new, and ${others} reported before`]
        : []),
      ...findings.slice(0, MOST_FINDINGS).map(describe),
      ...andMore(findings.length - MOST_FINDINGS, 'new ones'),
    ],
    done: doneLines(failure, treatment),
    todo: [
      'Rebuild it on a newer base image or with the fixed packages, and push it',
      'Add a finding that does not affect you to scanning.ignore in registry.yml, with a reason and a last day',
      ...(rule.message ? [plain(rule.message)] : []),
    ],
  };
}

/** The findings are new by then: `occasion` has them sent whatever the window. */
function newsCause(failure: Failure, findings: News['findings'], treatment: Treatment): Cause {
  const quarantined = removed(treatment);
  const occasion = hashOf([...findings.map(identityOf), ...quarantined]);
  return {
    id: `scanning/fails/${failure.repository}@${failure.digest}`,
    windowSeconds: WEEK,
    occasion,
  };
}

function uncounted({ judgement: { ignored, unfixable } }: Failure): string {
  const parts = [
    ...(ignored > 0 ? [`${ignored} ignored`] : []),
    ...(unfixable > 0 ? [`${unfixable} without a fix`] : []),
  ];
  return parts.length > 0 ? `; not counted: ${parts.join(' and ')}` : '';
}

function doneLines({ repository }: Failure, treatment: Treatment): string[] {
  if (treatment.kind === 'reported') return [];
  if (treatment.kind === 'kept') return [`Not quarantined: ${treatment.why}`];
  const gone = removed(treatment);
  const kept = treatment.tags.filter(({ outcome }) => outcome === 'held' || outcome === 'failed');
  const stopped = treatment.tags
    .filter(({ outcome }) => outcome === 'released' || outcome === 'observed')
    .slice(0, MOST_TAGS);
  const stays = `${repository}:${quarantineTag(treatment.digest)}`;
  return [
    ...(gone.length > 0 ? [`Quarantined, as ${stays}. Removed: ${listed(gone)}`] : []),
    ...(gone.length > 0
      ? [`To give a tag back: npx ecr-steward release ${repository}:${gone[0]}`]
      : []),
    ...stopped.map(({ tag, why }) => `${tag} is not quarantined: ${why}`),
    ...(kept.length > 0 ? [`Not quarantined yet: ${listed(kept.map(({ tag }) => tag))}`] : []),
  ];
}

function listed(tags: readonly string[]): string {
  const rest = tags.length > 10 ? ` and ${tags.length - 10} more` : '';
  return `${tags.slice(0, 10).join(', ')}${rest}`;
}

/** The tags that were removed. */
function removed(treatment: Treatment): string[] {
  if (treatment.kind !== 'quarantined') return [];
  return treatment.tags.flatMap(({ tag, outcome }) =>
    outcome === 'replaced' || outcome === 'restored' ? [tag] : [],
  );
}

/** The alerts on images whose vulnerabilities are unknown. */
export function unknownAlerts(unknown: readonly Unknown[]): Alert[] {
  const groups = Map.groupBy(unknown, ({ repository, status }) =>
    JSON.stringify([repository, status]),
  );
  return [...groups].flatMap(([key, images]): Alert[] => {
    const [first] = images;
    if (first === undefined) return [];
    const { repository, status } = first;
    const more = images.length > 1 ? ` and ${images.length - 1} more of its repository` : '';
    return [
      {
        kind: 'scanning.unknown',
        cause: { id: `scanning/unknown/${hashOf([key])}`, windowSeconds: WEEK },
        title: `The vulnerabilities of ${nameOf(first)}${more} are unknown`,
        where: { text: repository, repository },
        severity: status === 'IMAGE_ARCHIVED' ? 'info' : 'warning',
        what: [
          `${reasonOf(first)} (${plain(status)})`,
          'A rule of scanning.rules applies to it, and it does not count as clean',
        ],
        todo: [
          'Fix the cause and have it scanned again, or leave its repository out of scanning.rules',
        ],
      },
    ];
  });
}

/** The alert on entries of `ignore` that have expired. */
export function expiredAlerts(expired: readonly IgnoreEntry[]): Alert[] {
  if (expired.length === 0) return [];
  const count = expired.length === 1 ? '1 entry' : `${expired.length} entries`;
  const entries = expired.map(({ id, until }) => `${id} ${until}`);
  return [
    {
      kind: 'scanning.ignore-expired',
      cause: { id: `scanning/expired/${hashOf(entries)}`, windowSeconds: WEEK },
      title: `${count} of scanning.ignore in registry.yml ${expired.length === 1 ? 'has' : 'have'} expired`,
      where: { text: 'registry.yml' },
      severity: 'warning',
      what: [
        ...expired
          .slice(0, MOST_IMAGES)
          .map(({ id, until, reason }) => `${id}, until ${until}: ${plain(reason)}`),
        ...andMore(expired.length - MOST_IMAGES, 'entries'),
      ],
      todo: [
        'The findings count again: remove what is fixed; review the rest and set another last day',
      ],
    },
  ];
}

type Judged = readonly { failure: Failure; treatment: Treatment }[];

/** The alerts on what was not done as the rule says, without what a limit holds back. */
export function outcomeAlerts(judged: Judged, now: Date): Alert[] {
  const tags = outcomesOf(judged);
  return [
    ...tags.filter(({ outcome }) => outcome === 'raced').map((it) => racedAlert(it, now)),
    ...tags.filter(({ outcome }) => outcome === 'failed').map(failedAlert),
  ];
}

/** A tag that a limit holds back. */
export type HeldTag = HeldAction & { repository: string };

export function heldTags(judged: Judged): HeldTag[] {
  return outcomesOf(judged).flatMap(({ repository, tag, held, rule }) =>
    held
      ? [{ held, repository, what: `${repository}:${tag} is not quarantined (rule: ${rule})` }]
      : [],
  );
}

function outcomesOf(judged: Judged) {
  return judged.flatMap(({ failure, treatment }) =>
    'tags' in treatment
      ? treatment.tags.map((tag) => ({ ...tag, rule: failure.rule.rule, looked: failure.digest }))
      : [],
  );
}

/** The one outcome that loses a tag: another image had just been pushed under it, and has it no longer. */
function racedAlert({ repository, tag }: TagOutcome, now: Date): Alert {
  return {
    kind: 'scanning.raced',
    cause: {
      id: `scanning/raced/${hashOf([repository, tag, now.toISOString()])}`,
      windowSeconds: WEEK,
    },
    title: `A tag in ${repository} was lost: it moved while it was removed`,
    where: { text: `${repository}:${tag}`, repository, tag },
    severity: 'error',
    what: [`${repository}:${tag} was pushed again at that moment, and the new image lost it`],
    todo: ['Push that image again'],
  };
}

/**
 * A quarantine that failed: the alert stands until a run finds it done or the image clean.
 *
 * @param looked - The image that fails: a part of the one with the tag, or that itself.
 */
function failedAlert({ repository, tag, looked: digest, error }: FailedTag): Alert {
  return {
    kind: 'scanning.failed',
    cause: { id: `scanning/failed/${hashOf([repository, tag])}`, windowSeconds: DAY },
    title: `${repository}:${tag} fails its scan and could not be quarantined`,
    where: { text: `${repository}:${tag}`, repository, tag, digest },
    severity: 'error',
    stands: true,
    what: [explained(error)],
    todo: ['Fix the cause; the next run tries again'],
  };
}

type FailedTag = TagOutcome & { looked: string };

function andMore(number: number, what: string): string[] {
  return number > 0 ? [`and ${number} more ${what}`] : [];
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Names and lists can be longer than a key of the ledger. */
function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
