import { createHash } from 'node:crypto';
import { heldAlerts } from '../actions/held.ts';
import type { Alert, Cause } from '../alerts/alert.ts';
import type { Sweep } from '../alerts/notifying.ts';
import type { IgnoreEntry } from '../config/schema/schema.ts';
import { quarantineTag } from '../registry/tags/quarantine-tag.ts';
import { explain } from '../runtime/explain.ts';
import { identityOf } from './finding.ts';
import type { ScanPlan } from './plan.ts';
import type { Sentence, TagOutcome } from './quarantine.ts';
import type { Failure, Unknown } from './result.ts';
import type { News } from './told.ts';
import { countsOf, describe, excess, nameOf, plain, reasonOf } from './words.ts';

/** Of more images, and of more findings, only the number is told. */
const MOST_IMAGES = 20;
const MOST_FINDINGS = 10;
const MOST_TAGS = 10;

/** Seconds after which people are told again of what has not changed. */
const WEEK = 604_800;
const DAY = 86_400;

/** What people are told of an image that fails: what is new of it, and what becomes of it. */
export function failureAlert({ failure, findings }: News, sentence: Sentence): Alert {
  const { repository, digest, judgement, rule, partOf, tags } = failure;
  const others = judgement.offending.length - findings.length;
  const critical = judgement.over[0]?.severity === 'CRITICAL';
  return {
    kind: 'scanning.findings',
    cause: newsCause(failure, findings, sentence),
    title: `${nameOf(failure)} fails its scan: ${excess(judgement)}`,
    where: { text: nameOf(failure), repository, digest },
    severity: critical ? 'critical' : 'error',
    what: [
      `${digest}${tags.length === 0 && partOf ? `, part of ${partOf.digest}` : ''}`,
      `In all: ${countsOf(judgement.counts)} (rule: ${plain(rule.rule)})${uncounted(failure)}`,
      ...(others > 0
        ? [`${findings.length || 'None'} of them new, and ${others} told before`]
        : []),
      ...findings.slice(0, MOST_FINDINGS).map(describe),
      ...andMore(findings.length - MOST_FINDINGS, 'new ones'),
    ],
    done: deed(failure, sentence),
    todo: [
      'Rebuild on a newer base or with the fixed packages, and push',
      'What does not concern you goes into scanning.ignore of registry.yml, with a reason and a last day',
      ...(rule.message ? [plain(rule.message)] : []),
    ],
  };
}

/** What is news has been found out by then: each time it is told, whatever the window. */
function newsCause(failure: Failure, findings: News['findings'], sentence: Sentence): Cause {
  const quarantined = taken(sentence);
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
  return parts.length > 0 ? `; besides, ${parts.join(' and ')}` : '';
}

function deed({ repository }: Failure, sentence: Sentence): string[] {
  if (sentence.kind === 'reported') return [];
  if (sentence.kind === 'kept') return [`Not quarantined: ${sentence.why}`];
  const gone = taken(sentence);
  const kept = sentence.tags.filter(({ outcome }) => outcome === 'held' || outcome === 'failed');
  const released = sentence.tags
    .filter(({ outcome }) => outcome === 'released')
    .slice(0, MOST_TAGS);
  const stays = `${repository}:${quarantineTag(sentence.digest)}`;
  return [
    ...(gone.length > 0 ? [`Quarantined: it stays, as ${stays}, and lost ${listed(gone)}`] : []),
    ...(gone.length > 0
      ? [`To give a name back: npx ecr-steward release ${repository}:${gone[0]}`]
      : []),
    ...released.map(({ tag, why }) => `${tag} is not quarantined: ${why}`),
    ...(kept.length > 0 ? [`Not quarantined yet: ${listed(kept.map(({ tag }) => tag))}`] : []),
  ];
}

function listed(tags: readonly string[]): string {
  const rest = tags.length > 10 ? ` and ${tags.length - 10} more` : '';
  return `${tags.slice(0, 10).join(', ')}${rest}`;
}

/** The tags that it has lost. */
function taken(sentence: Sentence): string[] {
  if (sentence.kind !== 'quarantined') return [];
  return sentence.tags.flatMap(({ tag, outcome }) =>
    outcome === 'replaced' || outcome === 'restored' ? [tag] : [],
  );
}

/** What people are told of images that nobody knows anything of. */
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
        title: `Nobody knows the vulnerabilities of ${nameOf(first)}${more}`,
        where: { text: repository, repository },
        severity: status === 'IMAGE_ARCHIVED' ? 'info' : 'warning',
        what: [`${reasonOf(first)} (${plain(status)})`],
        todo: ['It is not taken for clean: a rule of scanning.rules is for it'],
      },
    ];
  });
}

/** What people are told of entries of `ignore` that are over. */
export function expiredAlerts(expired: readonly IgnoreEntry[]): Alert[] {
  if (expired.length === 0) return [];
  const count = expired.length === 1 ? '1 entry' : `${expired.length} entries`;
  const entries = expired.map(({ id, until }) => `${id} ${until}`);
  return [
    {
      kind: 'scanning.ignore-expired',
      cause: { id: `scanning/expired/${hashOf(entries)}`, windowSeconds: WEEK },
      title: `${count} of scanning.ignore in registry.yml ignore nothing any more`,
      where: { text: 'registry.yml' },
      severity: 'warning',
      what: [
        ...expired
          .slice(0, MOST_IMAGES)
          .map(({ id, until, reason }) => `${id}, until ${until}: ${plain(reason)}`),
        ...andMore(expired.length - MOST_IMAGES, 'entries'),
      ],
      todo: ['Take them out, or look at them again and set another day'],
    },
  ];
}

/** What a run over the registry has looked at: what is told of other images may still hold. */
export function scanSweep({ looked, left }: Pick<ScanPlan, 'looked' | 'left'>, began: Date): Sweep {
  const seen = new Set(looked);
  return {
    kinds: ['scanning.failed', 'scanning.held', 'scanning.denied'],
    began,
    covers: ({ repository, digest }, kind) => {
      if (kind === 'scanning.held') return left === 0;
      // One scan could be read, so that nothing is denied any more.
      if (kind === 'scanning.denied') return seen.size > 0;
      return seen.has(`${repository}@${digest}`);
    },
  };
}

/** What came out otherwise than a rule wants. */
export function outcomeAlerts(
  judged: readonly { failure: Failure; sentence: Sentence }[],
  now: Date,
): Alert[] {
  const tags = judged.flatMap(({ failure, sentence }) =>
    'tags' in sentence
      ? sentence.tags.map((tag) => ({ ...tag, rule: failure.rule.rule, looked: failure.digest }))
      : [],
  );
  const held = tags.flatMap(({ repository, tag, held: by, rule }) =>
    by
      ? [{ held: by, repository, what: `${repository}:${tag} is not quarantined (rule: ${rule})` }]
      : [],
  );
  return [
    ...tags.filter(({ outcome }) => outcome === 'raced').map((it) => racedAlert(it, now)),
    ...tags.filter(({ outcome }) => outcome === 'failed').map(failedAlert),
    ...heldAlerts('scanning', held),
  ];
}

/** The one outcome that costs somebody a tag: the image that took the tag over has lost it. */
function racedAlert({ repository, tag }: TagOutcome, now: Date): Alert {
  return {
    kind: 'scanning.raced',
    cause: {
      id: `scanning/raced/${hashOf([repository, tag, now.toISOString()])}`,
      windowSeconds: WEEK,
    },
    title: `A tag moved while it was taken away in ${repository}`,
    where: { text: `${repository}:${tag}`, repository, tag },
    severity: 'error',
    what: [`${repository}:${tag} was pushed again at that moment, and that image lost it`],
    todo: ['Push it once more'],
  };
}

/**
 * What could not be done: it stands until a run finds it done, or the image clean.
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
    what: [explain(error) ?? String(error)],
    todo: ['See to that; the next run tries again'],
  };
}

type FailedTag = TagOutcome & { looked: string };

function andMore(number: number, what: string): string[] {
  return number > 0 ? [`and ${number} more ${what}`] : [];
}

/** Names and lists can be longer than a key of the ledger. */
function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
