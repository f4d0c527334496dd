import { RE2JS } from 're2js';

/** Answers whether a whole name matches; takes time linear in the name's length, whatever the pattern. */
export type Matcher = (name: string) => boolean;

/** A matcher of an RE2 pattern, which has to match the whole name. */
export function patternMatcher(pattern: string): Matcher {
  const compiled = RE2JS.compile(pattern);
  return (name) => compiled.matches(name);
}

/**
 * A matcher of a glob over repository names: `*` is any part of one path segment, `**` any path,
 * `?` one character that is no slash. `team-a/**` is everything below team-a, not team-a itself.
 */
export function globMatcher(glob: string): Matcher {
  if (glob === '**') return () => true;
  if (!/[*?]/.test(glob)) return (name) => name === glob;
  return patternMatcher(glob.replace(/\*\*|\*|\?|[^*?]+/g, translate));
}

function translate(part: string): string {
  if (part === '**') return '.*';
  if (part === '*') return '[^/]*';
  if (part === '?') return '[^/]';
  return RE2JS.quote(part);
}
