import type { TagMutability } from '../model/mutability.ts';

/** May an existing tag be moved to another image? */
export function isTagMutable({ mode, exclusions }: TagMutability, tag: string): boolean {
  const mutable = mode === 'MUTABLE' || mode === 'MUTABLE_WITH_EXCLUSION';
  const excluded = exclusions.some((pattern) => matchesWildcard(pattern, tag));
  return mutable !== excluded;
}

/** Does the whole text match a pattern in which `*` matches any characters? Takes linear time. */
export function matchesWildcard(pattern: string, text: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return text === head;
  if (!text.startsWith(head)) return false;
  let at = head.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - tail.length >= at && text.endsWith(tail);
}
