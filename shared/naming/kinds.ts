import type { TagKind } from '../config/schema.ts';

/**
 * What the named kinds of tags accept. None of these can take more than linear time: no two
 * repetitions beside each other can match the same text.
 */
export const kinds = {
  /**
   * Semantic Versioning 2.0.0 as a tag: with or without a leading v, and without build metadata, as a
   * tag cannot hold a plus sign.
   */
  semver: {
    pattern: /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/,
    example: '1.4.2',
  },
  /** A year of two or four digits and a month, then up to two numbers, a day or a counter: 26.11.3. */
  calver: {
    pattern: /^(20)?\d\d[.-](0?[1-9]|1[0-2])([.-]\d+){0,2}$/,
    example: '2026.11.3',
  },
  /** A commit: 7 to 40 hexadecimal digits of SHA-1, or all 64 of SHA-256. */
  'git-sha': { pattern: /^([0-9a-f]{7,40}|[0-9a-f]{64})$/, example: 'a1b2c3d' },
  /** The versions that begin so, of which the tag is mostly the newest: 1, v1.4. Not as long as a commit. */
  'version-line': { pattern: /^v?(0|[1-9]\d{0,4})(\.(0|[1-9]\d{0,4}))?$/, example: '1.4' },
} as const satisfies Record<TagKind, { pattern: RegExp; example: string }>;
