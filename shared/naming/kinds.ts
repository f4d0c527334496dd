import type { TagKind } from '../config/schema/schema.ts';

/** The patterns that a named kind accepts, and an example. */
export interface Kind {
  pattern: RegExp;
  example: string;
}

/**
 * What the named kinds of tags accept. None of these can take more than linear time: no two
 * repetitions beside each other can match the same text.
 */

/** semver.org, item 9: what is all digits has no leading zero. */
const PRE_RELEASE = '(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)';
const NUMBER = '(?:0|[1-9]\\d*)';
const SEMVER = `v?${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-${PRE_RELEASE}(?:\\.${PRE_RELEASE})*)?`;

/** semver.org, item 10, as Helm writes it: a tag cannot hold a plus sign, and no SemVer has a `_`. */
const BUILD = '(?:_[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?';

/** A day of this century without separators, such as 20260807. */
const DAY =
  '20\\d\\d(?:(?:0[13578]|1[02])(?:0[1-9]|[12]\\d|3[01])' +
  '|(?:0[469]|11)(?:0[1-9]|[12]\\d|30)|02(?:0[1-9]|[12]\\d))';

/** A month with or without its zero, or a week. */
const MONTH_OR_WEEK = 'W?(?:0?[1-9]|[1-4]\\d|5[0-3])';

/**
 * A year of two digits and a month of two. 17.2 and 10.4.1 are versions: where the month has no zero to show
 * that it is one, the year is 20 to 39. In 30.01.2024 the year is the last one.
 */
const SHORT = '(?:[0-3]\\d[.-]0[1-9]|[23]\\d[.-]1[0-2])(?![.-]20\\d\\d(?:-|$))';

const UP_TO_TWO_NUMBERS = '(?:[.-]\\d+){0,2}';

const DATES = [
  `v?20\\d\\d[.-]${MONTH_OR_WEEK}${UP_TO_TWO_NUMBERS}`,
  `v?${SHORT}${UP_TO_TWO_NUMBERS}`,
  // As Amazon Linux: 2023.12.20260817.0.
  `v?20\\d\\d(?:\\.\\d+){1,2}\\.${DAY}(?:\\.\\d+)?`,
  // As Debian and Arch Linux: bookworm-20260803, base-devel-20260816.0.574111.
  `(?:v|[a-z]+-(?:[a-z]+-)*)?${DAY}${UP_TO_TWO_NUMBERS}`,
];
/** A word, or a commit, which may begin with a digit. */
const SUFFIX = '-(?:[A-Za-z][0-9A-Za-z.]*|\\d[0-9a-f]{6,39})';

const CALVER = `(?:${DATES.join('|')})(?:${SUFFIX})*`;

/** A day and a time with a year of two digits: 2408071011, 240807101112. */
const SHORT_TIME =
  '[1-3]\\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])(?:[01]\\d|2[0-3])(?:[0-5]\\d){1,2}';

/**
 * All digits and no commit: a day, also with a number or a time behind it, seconds since 1970, also to the
 * millisecond, microsecond or nanosecond.
 */
const TIME = `(?:${DAY}\\d{0,12}|${SHORT_TIME}|1[5-9]\\d{8}(?:\\d{3}){0,3})`;

export const kinds: Record<TagKind, Kind> = {
  /** Semantic Versioning 2.0.0, with or without a leading v; a tag cannot hold build metadata. */
  semver: { pattern: whole(SEMVER), example: '1.4.2' },
  /**
   * calver.org as real tags have it: the year first, then a month or week, then up to two numbers; or a whole
   * day, also after words; then words such as rc1 or slim, or a commit.
   */
  calver: { pattern: whole(CALVER), example: '2026.11.3' },
  /**
   * A commit: 7 to 40 hexadecimal digits of SHA-1, or all 64 of SHA-256. One of 27 that are cut to 7 digits
   * has no letter, so that digits alone are right, but for those that are a time.
   */
  'git-sha': { pattern: whole(`(?!${TIME}$)(?:[0-9a-f]{7,40}|[0-9a-f]{64})`), example: 'a1b2c3d' },
  /** The versions that begin so, of which the tag is mostly the newest: 1, v1.4. Not as long as a commit. */
  'version-line': { pattern: /^v?(0|[1-9]\d{0,4})(\.(0|[1-9]\d{0,4}))?$/, example: '1.4' },
};

/** The same for the tags of Helm charts: `helm push` writes the `+` before build metadata as `_`. */
export const chartKinds: Record<TagKind, Kind> = {
  ...kinds,
  semver: { pattern: whole(SEMVER + BUILD), example: '1.4.2' },
};

/** Whether a text is a time, or begins with a day and so is a piece of one. */
export function isTime(text: string): boolean {
  return timePattern.test(text) || dayPattern.test(text);
}

const timePattern = whole(TIME);
const dayPattern = new RegExp(`^${DAY}`);

function whole(source: string): RegExp {
  return new RegExp(`^(?:${source})$`);
}
