/** The positions of values in a JSON text, which JSON.parse does not give. */
export interface Span {
  start: number;
  end: number;
}

/** `first` is the value's first token. */
export type ValueSpan = Span & { first: number };

type Tokens = readonly RegExpExecArray[];

/** The tokens of a text that JSON.parse accepts. */
export function tokensOf(text: string): Tokens {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g)];
}

/** The position of a member's value in the outermost object; the last one counts, as for JSON.parse. */
export function memberSpan(tokens: Tokens, key: string): ValueSpan | undefined {
  let found: ValueSpan | undefined;
  for (let at = 1; at < tokens.length - 1; ) {
    const value = at + 2;
    const last = lastOf(tokens, value);
    if (JSON.parse(textAt(tokens, at)) === key)
      found = { ...span(tokens, value, last), first: value };
    at = last + 2;
  }
  return found;
}

/** The positions of the items of the list that begins at a token. */
export function itemSpans(tokens: Tokens, list: number): Span[] {
  const spans: Span[] = [];
  const end = lastOf(tokens, list);
  for (let at = list + 1; at < end; ) {
    const last = lastOf(tokens, at);
    spans.push(span(tokens, at, last));
    at = last + 2;
  }
  return spans;
}

/** The last token of the value that begins at a token. */
function lastOf(tokens: Tokens, first: number): number {
  let depth = 0;
  for (let at = first; at < tokens.length; at += 1) {
    if ('{['.includes(textAt(tokens, at))) depth += 1;
    if ('}]'.includes(textAt(tokens, at))) depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length - 1;
}

function span(tokens: Tokens, first: number, last: number): Span {
  return {
    start: tokens[first]?.index ?? 0,
    end: (tokens[last]?.index ?? 0) + textAt(tokens, last).length,
  };
}

function textAt(tokens: Tokens, at: number): string {
  return tokens[at]?.[0] ?? '';
}
