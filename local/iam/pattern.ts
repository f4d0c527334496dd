/** The condition keys of a request, in lower case, each with its values. */
export type Context = ReadonlyMap<string, readonly string[]>;

/** Does a text of a request match? */
export type TextTest = (text: string, context: Context) => boolean;

/** How the text of a policy is read. */
export interface PatternOptions {
  /** Are `*` and `?` wildcards? */
  readonly wildcards: boolean;
  /** Is `${aws:username}` replaced? Policies of the version 2008-10-17 have no variables. */
  readonly variables: boolean;
  readonly ignoreCase?: boolean;
}

type Token =
  | { readonly text: string }
  | { readonly wild: '*' | '?' }
  | { readonly key: string; readonly otherwise: string | undefined };

/** @param values by condition key, in any case */
export function contextOf(values: Readonly<Record<string, string | readonly string[]>>): Context {
  return new Map(Object.entries(values).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
}

/**
 * Compiles a text of a policy. A variable whose key the request lacks, or has with several values, matches nothing,
 * unless it has a default: `${aws:username, 'nobody'}` (IAM user guide, "Policy variables").
 */
export function compilePattern(pattern: string, options: PatternOptions): TextTest {
  if (pattern === '*' && options.wildcards) return () => true;
  const tokens = tokensOf(pattern, options);
  const { ignoreCase = false } = options;
  if (tokens.some((token) => 'key' in token)) {
    return (text, context) => {
      const symbols = symbolsOf(tokens, context, ignoreCase);
      return symbols !== undefined && fits(symbols, ignoreCase ? text.toLowerCase() : text);
    };
  }
  const fixed = symbolsOf(tokens, new Map(), ignoreCase) ?? [];
  return (text) => fits(fixed, ignoreCase ? text.toLowerCase() : text);
}

/** A character, or a wildcard. */
type Sign = string | typeof ANY | typeof ONE;

const ANY = 0;
const ONE = 1;

/** Takes at most the product of both lengths: a regular expression with many wildcards takes far longer. */
function fits(symbols: readonly Sign[], text: string): boolean {
  let [at, from, star, kept] = [0, 0, -1, 0];
  while (from < text.length) {
    if (symbols[at] === ANY) {
      star = at++;
      kept = from;
    } else if (symbols[at] === ONE || symbols[at] === text[from]) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      at = star + 1;
      kept += 1;
      from = kept;
    } else return false;
  }
  while (symbols[at] === ANY) at += 1;
  return at === symbols.length;
}

const parts = /\$\{([^}]*)\}|\*+|\?|[^$*?]+|\$/g;

function tokensOf(pattern: string, { wildcards, variables }: PatternOptions): Token[] {
  return [...pattern.matchAll(parts)].map(([whole, inside]): Token => {
    if (inside !== undefined && variables) return variable(inside);
    if (wildcards && whole.startsWith('*')) return { wild: '*' };
    return wildcards && whole === '?' ? { wild: '?' } : { text: whole };
  });
}

/** `${*}`, `${?}` and `${$}` are these characters themselves. */
function variable(inside: string): Token {
  if (['*', '?', '$'].includes(inside)) return { text: inside };
  const [, key = inside, otherwise] = /^([^,]+), *'(.*)'$/.exec(inside) ?? [];
  return { key: key.trim().toLowerCase(), otherwise };
}

function symbolsOf(
  tokens: readonly Token[],
  context: Context,
  ignoreCase: boolean,
): Sign[] | undefined {
  const symbols: Sign[] = [];
  for (const token of tokens) {
    if ('wild' in token) symbols.push(token.wild === '*' ? ANY : ONE);
    else {
      const text = 'text' in token ? token.text : variableIn(token, context);
      if (text === undefined) return undefined;
      symbols.push(...textIn(text, ignoreCase));
    }
  }
  return symbols;
}

function textIn(text: string, ignoreCase: boolean): string[] {
  return (ignoreCase ? text.toLowerCase() : text).split('');
}

function variableIn(
  { key, otherwise }: { key: string; otherwise: string | undefined },
  context: Context,
): string | undefined {
  const values = context.get(key);
  return values?.length === 1 ? values[0] : otherwise;
}
