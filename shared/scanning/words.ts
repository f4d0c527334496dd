import type { Finding, Severity } from './findings/finding.ts';
import type { Judgement } from './findings/judge.ts';
import type { Failure, ScannedImage, Unknown } from './findings/result.ts';
import { NOT_READ, NOT_SCANNED } from './findings/scan.ts';

/** The texts of alerts and of the command. */

/** How many letters of a text from outside are shown. */
const MOST_LETTERS = 120;

/** How many tags of an image are named. */
const MOST_TAGS = 10;

/** A text from a package, a scanner or a pusher, as it can stand in a line. */
export function plain(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').trim();
  return line.length > MOST_LETTERS ? `${line.slice(0, MOST_LETTERS)}…` : line;
}

/** `team-a/web:1.4.2`, with a few of its tags; by its digest where it has none. */
export function nameOf({
  repository,
  digest,
  tags,
  partOf,
}: ScannedImage & Pick<Failure, 'partOf'>) {
  const known = tags.length > 0 ? tags : (partOf?.tags ?? []);
  const [first, ...others] = known;
  if (first === undefined) return `${repository}@${digest}`;
  const more = others.slice(0, MOST_TAGS - 1).join(', ');
  const rest = others.length >= MOST_TAGS ? ` and ${others.length - MOST_TAGS + 1} more` : '';
  return `${repository}:${first}${more && ` (also ${more}${rest})`}`;
}

/** `2 critical, 6 high (5 at most)`: the severities over the rule. */
export function excess({ over }: Judgement): string {
  return over
    .map(
      ({ severity, count, most }) =>
        `${count} ${word(severity)}${most > 0 ? ` (${most} at most)` : ''}`,
    )
    .join(', ');
}

/** `2 critical, 7 medium`: all findings that count. */
export function countsOf(counts: Judgement['counts']): string {
  return Object.entries(counts)
    .map(([severity, count]) => `${count} ${word(severity as Severity)}`)
    .join(', ');
}

/** `CVE-2026-1 critical: openssl 3.0.1, fixed in 3.0.2 https://…` */
export function describe({ name, severity, packages, fix, link }: Finding): string {
  const [first] = packages;
  const more = packages.length > 1 ? ` and ${packages.length - 1} more` : '';
  const what = first ? `: ${plain(first.name)} ${plain(first.version)}${more}` : '';
  const fixed = packages.find(({ fixedVersion }) => fixedVersion)?.fixedVersion;
  const remedy = fixed ? `, fixed in ${plain(fixed)}` : noVersion[fix];
  return `${plain(name)} ${word(severity)}${what}${remedy}${link ? ` ${plain(link)}` : ''}`;
}

const noVersion = { available: ', a fix is available', none: ', no fix yet', unknown: '' };

/** Why the vulnerabilities of an image are unknown; a status that is not listed here is shown as it is. */
export function reasonOf({ status }: Pick<Unknown, 'status'>): string {
  return reasons[status] ?? `its scan is ${plain(status)}`;
}

const reasons: Record<string, string> = {
  [NOT_SCANNED]: 'it was never scanned, or not since the registry changed its kind of scanning',
  [NOT_READ]: 'its scan could not be read; the log of the run says why',
  FAILED: 'its scan failed',
  UNSUPPORTED_IMAGE: 'the scanner does not support its operating system or type',
  SCAN_ELIGIBILITY_EXPIRED: 'Inspector no longer scans it: it was pushed or pulled too long ago',
  FINDINGS_UNAVAILABLE: 'its findings are not available',
  LIMIT_EXCEEDED: 'the account has more images than are scanned',
  IMAGE_ARCHIVED: 'it is archived, and archived images are not scanned',
};

function word(severity: Severity): string {
  return severity === 'UNDEFINED' ? 'unrated' : severity.toLowerCase();
}
