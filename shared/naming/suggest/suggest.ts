import { isTime, kinds } from '../kinds.ts';
import { hyphened } from './suggest-repository.ts';

/**
 * A valid tag for an invalid one: the same text in another spelling, or else the one version or commit in it.
 * Undefined where it is not certain which is meant: a wrong suggestion is worse than none.
 *
 * @param repository - Whose name may stand before the version: web-1.4.2 in team-a/web.
 *
 * The caller finds out whether another image has that tag: see certain.ts.
 */
export function suggestTag(
  tag: string,
  passes: (name: string) => boolean,
  repository: string,
): string | undefined {
  if (tag.length > LONGEST) return undefined;
  const isRight = (name: string) => name !== tag && tagPattern.test(name) && passes(name);
  const spelled = spellings(tag).find(isRight);
  if (spelled !== undefined) return spelled;
  const version = spellings(versionIn(tag, repository)).find(isRight);
  const found = new Set([version, commitIn(tag)].filter((it) => it !== undefined && isRight(it)));
  return found.size === 1 ? found.values().next().value : undefined;
}

/** What ECR accepts; nothing else is ever suggested. */
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** Longer tags are no slip of the keyboard, and take long to check. */
const LONGEST = 256;

/** The text in other spellings that mean the same, the likeliest first; none for an empty text. */
function spellings(text = ''): string[] {
  if (text === '') return [];
  const small = text.replace(/^V(?=\d)/, 'v');
  const alike = [text, small, ...separated(small), text.toLowerCase()];
  return alike.flatMap((it) => [it, ...otherV(it)]);
}

/** With a leading v or without, of what has dots or is short: seconds since 1970 are no version. */
function otherV(text: string): string[] {
  if (!/^v?\d{1,5}([.-]|$)/.test(text)) return [];
  return [text.startsWith('v') ? text.slice(1) : `v${text}`];
}

/** With other separators. */
function separated(text: string): string[] {
  // Helm writes + as _: 8.7.3_unicode is not 8.7.3-unicode, which would be older than 8.7.3.
  if (/\d\.\d+\.\d+[^_]*_/.test(text)) {
    return /^[^_]*_(rc|alpha|beta)[^_]*$/i.test(text) ? [text.replace('_', '-')] : [];
  }
  const [all, v, ...numbers] = /^(v?)(\d+)[_-](\d+)[_-](\d+)$/.exec(text) ?? [];
  // What is cut off may have been anything: 1.2.3- is not 1.2.3.
  if (all === undefined) return /[._-]$/.test(text) ? [] : [hyphened(text)];
  return v === '' && isDateOrTime(numbers) ? [hyphened(text)] : [`${v}${numbers.join('.')}`];
}

/** Whether three numbers can be a day or a time as well: 22.12.1, 12.30.45. */
function isDateOrTime(numbers: readonly string[]): boolean {
  const [first = 0, second = 0, third = 0] = numbers.map(Number);
  const isDay = first > 9 && second >= 1 && second <= 12 && third >= 1 && third <= 31;
  const isDayFirst = third > 9 && first >= 1 && first <= 31 && second >= 1 && second <= 12;
  const isClock = numbers.every((it) => it.length === 2) && first < 24 && second < 60;
  return isDay || isDayFirst || isClock;
}

/**
 * The version behind a word, up to the end of the tag: release-1.2.3-rc.1. Only a word that says so, or the name of
 * the repository: cli-2.12.0 is the version of something else.
 */
function versionIn(tag: string, repository: string): string | undefined {
  const own = `${repository.split('/').at(-1)}-`.toLowerCase();
  const isOwn = hyphens(tag).toLowerCase().startsWith(own);
  const rest = isOwn ? tag.slice(own.length) : tag;
  const [, words, found] = /^(?:([a-z_.-]*)[_.-])?(v?\d.*)$/i.exec(rest) ?? [];
  const isSaid = words !== undefined && hyphens(words).split('-').every(saysVersion);
  const [, v, ...numbers] = /^(v?)(\d+)[._-](\d+)[._-](\d+)(?![._]?\d)/i.exec(found ?? '') ?? [];
  if (numbers.length === 0) return undefined;
  if (isSaid) return found;
  return isOwn && words === undefined && (v !== '' || !isDateOrTime(numbers)) ? found : undefined;
}

function saysVersion(word: string): boolean {
  return /^(v|ver|version|rel|release|tag)$/i.test(word);
}

function hyphens(text: string): string {
  return text.replaceAll(/[_.]/g, '-');
}

/**
 * The one commit in a tag: main-a1b2c3d, sha-0617444, 1.2.3-4-ga1b2c3d. Undefined where there are two, or
 * where it may be something else: digits alone are a build or a time, letters alone a word.
 */
function commitIn(tag: string): string | undefined {
  if (uuid.test(tag) || isOtherThanCommit.test(tag)) return undefined;
  const pieces = tag.toLowerCase().split(/[^0-9a-z]+/);
  const found = pieces.flatMap((piece, at) => commitOf(piece, pieces[at - 1] ?? '') ?? []);
  return found.length === 1 ? found[0] : undefined;
}

/** @param before - The piece before it; empty for the first one. */
function commitOf(piece: string, before: string): string | undefined {
  const said = before !== '' && /^g[0-9a-f]+$/.test(piece) ? piece.slice(1) : undefined;
  if (said !== undefined) return isCommit(said) ? said : undefined;
  if (!isCommit(piece) || saysOtherHash.test(before)) return undefined;
  return saysCommit.test(before) || looksCut(piece) ? piece : undefined;
}

const saysCommit = /^(sha|sha1|commit|git|rev)$/;

/** The digest of the image, or a hash of what it was built from: sha256-7475a080da8f. */
const saysOtherHash = /^(sha(224|256|384|512)|md5|digest|hash|checksum|inputs?|v)$/;

/**
 * Not what the commit holds, not the image, or one of several: of a platform, that somebody joins under the commit,
 * or on another base.
 */
const isOtherThanCommit = new RegExp(
  '(^|[_.-])(dirty|modified|(build)?cache|debug|slim|alpine[\\d.]*|distroless|windows|' +
    'amd64|x86([_-]64)?|x64|i?[36]86|arm(64|hf|el)?(v\\d)?|armv\\d\\w*|aarch64|' +
    'ppc64(le|el)?|s390x|riscv64|mips\\w*|loong(arch)?64)([_.-]|$)',
  'i',
);

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

function isCommit(text: string): boolean {
  return kinds['git-sha'].pattern.test(text) && !isTime(text);
}

/** As git and the forges write one: whole, or 7 to 12 digits that are neither a number nor a word. */
function looksCut(text: string): boolean {
  return text.length === 40 || (text.length <= 12 && /\d/.test(text) && /[a-f]/.test(text));
}
