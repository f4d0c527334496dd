import { createHash } from 'node:crypto';
import type { Alert } from '../alerts/alert.ts';
import type { Cause } from '../alerts/once.ts';
import type { IgnoreEntry } from '../config/schema.ts';
import { quarantineTag } from '../registry/quarantine-tag.ts';
import type { Fate } from './fate.ts';
import type { TagOutcome } from './quarantine.ts';
import type { Failure, Unknown } from './result.ts';
import type { News } from './told.ts';
import { countsOf, describe, excess, nameOf, plain, reasonOf } from './words.ts';

/** A message has an end: of more images, and of more findings, only the number is told. */
const MOST_IMAGES = 20;
const MOST_FINDINGS = { one: 10, many: 3 };

/** Seconds after which people are told again of what has not changed. */
const WEEK = 604_800;

/** What people are told of images that fail: one image in detail, several a paragraph each. */
export function failureAlert(news: readonly News[], fateOf: (failure: Failure) => Fate): Alert {
  const [first] = news;
  const one = news.length === 1 && first ? first.failure : undefined;
  const critical = news.some(({ failure }) => failure.judgement.over[0]?.severity === 'CRITICAL');
  return {
    title: one
      ? `${nameOf(one)} fails its scan: ${excess(one.judgement)}`
      : `${news.length} images fail their scans`,
    where: placesOf(news.map(({ failure }) => failure)),
    severity: critical ? 'error' : 'warning',
    lines: [
      ...news.slice(0, MOST_IMAGES).flatMap((it) => paragraph(it, fateOf(it.failure), !one)),
      ...andMore(news.length - MOST_IMAGES, 'images: npx ecr-steward scan shows all'),
      '- What to do: rebuild on a newer base or with the fixed packages, and push. What does not',
      '  concern you goes into scanning.ignore of registry.yml, with a reason and a last day',
    ],
  };
}

function paragraph({ failure, findings }: News, fate: Fate, many: boolean): string[] {
  const { digest, judgement, rule, partOf, tags } = failure;
  const most = many ? MOST_FINDINGS.many : MOST_FINDINGS.one;
  const others = judgement.offending.length - findings.length;
  return [
    ...(many ? [`- ${nameOf(failure)}: ${excess(judgement)}`] : []),
    `- ${digest}${tags.length === 0 && partOf ? `, part of ${partOf.digest}` : ''}`,
    `- In all: ${countsOf(judgement.counts)} (rule: ${plain(rule.rule)})${uncounted(failure)}`,
    ...(others > 0
      ? [`- ${findings.length || 'None'} of them new, and ${others} told before`]
      : []),
    ...findings.slice(0, most).map((finding) => `  - ${describe(finding)}`),
    ...andMore(findings.length - most, 'new ones').map((line) => `  ${line}`),
    ...deed(failure, fate),
    ...(rule.message ? [`- ${plain(rule.message)}`] : []),
  ];
}

function uncounted({ judgement: { ignored, unfixable } }: Failure): string {
  const parts = [
    ...(ignored > 0 ? [`${ignored} ignored`] : []),
    ...(unfixable > 0 ? [`${unfixable} without a fix`] : []),
  ];
  return parts.length > 0 ? `; besides, ${parts.join(' and ')}` : '';
}

function deed({ repository }: Failure, fate: Fate): string[] {
  if (fate.kind === 'reported') return [];
  if (fate.kind === 'kept') return [`- Not quarantined: ${fate.why}`];
  const { digest, tags } = fate;
  const list = tags.slice(0, 10).join(', ');
  const rest = tags.length > 10 ? ` and ${tags.length - 10} more` : '';
  return [
    `- Quarantined: it stays, as ${repository}:${quarantineTag(digest)}, and loses ${list}${rest}`,
  ];
}

/** What people are told of images that nobody knows anything of; undefined where there is none. */
export function unknownAlert(unknown: readonly Unknown[]) {
  if (unknown.length === 0) return undefined;
  const groups = Map.groupBy(unknown, ({ repository, status }) =>
    JSON.stringify([repository, status]),
  );
  const lines = [...groups.values()].slice(0, MOST_IMAGES).flatMap((images) => {
    const [first] = images;
    if (first === undefined) return [];
    const more = images.length > 1 ? ` and ${images.length - 1} more of its repository` : '';
    return [`- ${nameOf(first)}${more}: ${reasonOf(first)} (${plain(first.status)})`];
  });
  const archived = unknown.every(({ status }) => status === 'IMAGE_ARCHIVED');
  const alert: Alert = {
    title: `Of ${unknown.length === 1 ? '1 image' : `${unknown.length} images`} nobody knows the vulnerabilities`,
    where: placesOf(unknown),
    severity: archived ? 'info' : 'warning',
    lines: [
      ...lines,
      ...andMore(groups.size - MOST_IMAGES, 'repositories: npx ecr-steward scan shows all'),
      '- They are not taken for clean. A rule of scanning.rules is for them',
    ],
  };
  return { alert, cause: causeOf('unknown', [...groups.keys()].toSorted()) };
}

/** What people are told of entries of `ignore` that are over; undefined where there is none. */
export function expiredAlert(expired: readonly IgnoreEntry[]) {
  if (expired.length === 0) return undefined;
  const count = expired.length === 1 ? '1 entry' : `${expired.length} entries`;
  const alert: Alert = {
    title: `${count} of scanning.ignore in registry.yml ignore nothing any more`,
    where: 'registry.yml',
    severity: 'warning',
    lines: [
      ...expired
        .slice(0, MOST_IMAGES)
        .map(({ id, until, reason }) => `- ${id}, until ${until}: ${plain(reason)}`),
      ...andMore(expired.length - MOST_IMAGES, 'entries'),
      '- What to do: take them out, or look at them again and set another day',
    ],
  };
  return {
    alert,
    cause: causeOf(
      'expired',
      expired.map(({ id, until }) => `${id} ${until}`),
    ),
  };
}

/** The one outcome that costs somebody a tag: the image that took the tag over has lost it. */
export function racedAlert(outcomes: readonly TagOutcome[]): Alert | undefined {
  const raced = outcomes.filter(({ outcome }) => outcome === 'raced');
  const [first] = raced;
  if (first === undefined) return undefined;
  return {
    title: `A tag moved while it was taken away in ${first.repository}`,
    where: first.repository,
    severity: 'error',
    lines: raced.map(
      ({ repository, tag }) =>
        `- ${repository}:${tag} was pushed again at that moment, and that image lost it: push it once more`,
    ),
  };
}

function andMore(number: number, what: string): string[] {
  return number > 0 ? [`- and ${number} more ${what}`] : [];
}

function placesOf(images: readonly { repository: string }[]): string {
  return [...new Set(images.map(({ repository }) => repository))].slice(0, 20).join(' ');
}

/** Names and lists can be longer than a key of the ledger. */
function causeOf(kind: string, parts: readonly string[]): Cause {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
  return { id: `scanning/${kind}/${hash}`, windowSeconds: WEEK };
}
