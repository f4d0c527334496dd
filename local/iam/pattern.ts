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
  const flags = options.ignoreCase ? 'is' : 's';
  if (tokens.some((token) => 'key' in token)) {
    return (text, context) => {
      const source = sourceOf(tokens, context);
      return source !== undefined && new RegExp(`^${source}$`, flags).test(text);
    };
  }
  const fixed = new RegExp(`^${sourceOf(tokens, new Map())}$`, flags);
  return (text) => fixed.test(text);
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

function sourceOf(tokens: readonly Token[], context: Context): string | undefined {
  let source = '';
  for (const token of tokens) {
    if ('wild' in token) source += token.wild === '*' ? '.*' : '.';
    else {
      const text = 'text' in token ? token.text : variableIn(token, context);
      if (text === undefined) return undefined;
      source += text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    }
  }
  return source;
}

function variableIn(
  { key, otherwise }: { key: string; otherwise: string | undefined },
  context: Context,
): string | undefined {
  const values = context.get(key);
  return values?.length === 1 ? values[0] : otherwise;
}
