/** Whether a tag matches a pattern of a rule: `*` is any part of a tag, also none. */
export function fits(pattern: string, tag: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (!tag.startsWith(first)) return false;
  const last = rest.pop();
  if (last === undefined) return tag === first;
  // The parts are found from the left, each as early as it can be.
  let at = first.length;
  for (const part of rest) {
    const found = tag.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return tag.length - last.length >= at && tag.endsWith(last);
}

/**
 * Whether every tag that matches `inner` matches `outer` too. False where that is so only because of what tags may
 * consist of.
 */
export function includes(outer: string, inner: string): boolean {
  // A `*` in `inner` stands for any text: only a `*` of `outer` can take it.
  return fits(outer, inner.replaceAll('*', '\0'));
}

const MOST_CHARACTERS = 128;

/** Whether a tag can match at all: tags have letters, digits, `_`, `.` and `-`, and begin with none of the last two. */
export function canFit(pattern: string): boolean {
  const literal = pattern.replaceAll('*', '');
  return /^[\w.-]*$/.test(literal) && !/^[.-]/.test(pattern) && literal.length <= MOST_CHARACTERS;
}
