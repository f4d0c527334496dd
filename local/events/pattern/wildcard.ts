import { InvalidEventPatternError } from './error.ts';

/**
 * Compiles EventBridge's wildcard syntax: `*` matches any characters, `\*` and `\\` are the literal characters.
 * Matching takes one pass over the text, without backtracking.
 */
export function compileWildcard(wildcard: string, path: string): (text: string) => boolean {
  const [first = '', ...rest] = literals(wildcard, path);
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (text.length < first.length + last.length) return false;
    if (!text.startsWith(first) || !text.endsWith(last)) return false;
    return containsInOrder(text, rest, first.length, text.length - last.length);
  };
}

/** The texts between the stars. */
function literals(wildcard: string, path: string): string[] {
  const found: string[] = [];
  let literal = '';
  for (const [token] of wildcard.matchAll(/\\.?|[^\\]/gsu)) {
    if (token === '*') {
      if (literal === '' && found.length > 0) {
        throw new InvalidEventPatternError(path, 'two stars must not follow each other');
      }
      found.push(literal);
      literal = '';
    } else {
      literal += token.startsWith('\\') ? withoutBackslash(token, path) : token;
    }
  }
  return [...found, literal];
}

function withoutBackslash(token: string, path: string): string {
  if (token === '\\*' || token === '\\\\') return token.slice(1);
  throw new InvalidEventPatternError(
    path,
    'a backslash may stand only before * or another backslash',
  );
}

function containsInOrder(
  text: string,
  parts: readonly string[],
  start: number,
  end: number,
): boolean {
  let position = start;
  for (const part of parts) {
    const found = text.indexOf(part, position);
    if (found < 0 || found + part.length > end) return false;
    position = found + part.length;
  }
  return true;
}
