/**
 * Ranges of versions, in the notation of npm's semver: `~1.28`, `^2`, `1.x`, `>=1.2 <2`. Numbers only: a
 * tag with a suffix, such as 1.28.0-alpine, is in no range, as for images it names a variant and not a
 * pre-release.
 */

type Version = readonly [major: number, minor: number, patch: number];

/** From one version on, up to another one that is not in it; no end when `to` is undefined. */
export interface VersionRange {
  from: Version;
  to: Version | undefined;
}

/** Whether an entry of `tags` is a range: 1.28 is a tag, 1.x and ~1.28 are ranges. */
export function isRange(text: string): boolean {
  return /^\s*[~^<>=]/.test(text) || /^v?\d+(\.[\dxX*]+)?\.[xX*](\s|$)/.test(text);
}

/**
 * Reads a range: parts with a space between them all have to hold.
 *
 * @returns undefined for what is not a range, or a range without any version.
 */
export function parseRange(text: string): VersionRange | undefined {
  const parts = text
    .trim()
    .replace(/([~^<>=])\s+/g, '$1')
    .split(/\s+/)
    .map(partOf);
  let range: VersionRange | undefined = { from: [0, 0, 0], to: undefined };
  for (const part of parts) range = part && range && intersection(range, part);
  return range;
}

/**
 * The tags that are versions in a range, the highest first. A version has two or three numbers, with or
 * without a leading v: 17.2 counts as 17.2.0. Of two tags for one version the longer one comes first.
 */
export function tagsInRange(tags: readonly string[], range: VersionRange): string[] {
  return tags
    .flatMap((tag) => {
      const version = versionOf(tag);
      return version && isIn(version, range) ? [{ tag, version }] : [];
    })
    .toSorted((a, b) => compare(b.version, a.version) || b.tag.length - a.tag.length)
    .map(({ tag }) => tag);
}

function versionOf(tag: string): Version | undefined {
  const [all, major, minor, patch = 0] = /^v?(\d+)\.(\d+)(?:\.(\d+))?$/.exec(tag) ?? [];
  if (all === undefined) return undefined;
  const version: Version = [Number(major), Number(minor), Number(patch)];
  // A number that cannot be compared exactly, such as a time, is in no range.
  return version.every(Number.isSafeInteger) ? version : undefined;
}

const partPattern = /^(~|\^|>=|<=|>|<|=)?v?(\d+)(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?$/;

function partOf(text: string): VersionRange | undefined {
  const [all, sign = '=', ...written] = partPattern.exec(text) ?? [];
  if (all === undefined) return undefined;
  const wild = written.findIndex((number) => !/^\d+$/.test(number ?? ''));
  const numbers = written.slice(0, wild === -1 ? 3 : wild).map(Number);
  const [major = 0, minor = 0, patch = 0] = numbers;
  return bySign(sign, [major, minor, patch], numbers.length);
}

/** @param given How many of the numbers were written: 1.x has one. */
function bySign(sign: string, version: Version, given: number): VersionRange {
  const start: Version = [0, 0, 0];
  switch (sign) {
    case '>=':
      return { from: version, to: undefined };
    case '>':
      return { from: after(version, given), to: undefined };
    case '<':
      return { from: start, to: version };
    case '<=':
      return { from: start, to: after(version, given) };
    case '~':
      return { from: version, to: after(version, Math.min(given, 2)) };
    case '^':
      return { from: version, to: after(version, caretPlace(version, given)) };
    default:
      return { from: version, to: after(version, given) };
  }
}

/** The first version that does not begin with the same `places` numbers. */
function after([major, minor, patch]: Version, places: number): Version {
  if (places === 1) return [major + 1, 0, 0];
  if (places === 2) return [major, minor + 1, 0];
  return [major, minor, patch + 1];
}

/** ^ fixes the first number that is not 0. */
function caretPlace(version: Version, given: number): number {
  const first = version.findIndex((number) => number !== 0) + 1;
  return first === 0 || first > given ? given : first;
}

function intersection(a: VersionRange, b: VersionRange): VersionRange | undefined {
  const from = compare(a.from, b.from) > 0 ? a.from : b.from;
  const to = lower(a.to, b.to);
  return to !== undefined && compare(from, to) >= 0 ? undefined : { from, to };
}

function lower(a: Version | undefined, b: Version | undefined): Version | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compare(a, b) < 0 ? a : b;
}

function isIn(version: Version, { from, to }: VersionRange): boolean {
  return compare(version, from) >= 0 && (to === undefined || compare(version, to) < 0);
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
