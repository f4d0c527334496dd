/** A part of a list, and where the next part starts. */
export interface Page<Item> {
  items: Item[];
  nextToken?: string;
}

/**
 * Takes one page off a list that `from` walks in the order of its keys. The token holds the key of the last item
 * seen, so the next page starts at the right place, whatever is added or deleted in between.
 *
 * @param scope what is listed; a token of another list is refused
 * @param invalid makes the error for a token that this list did not issue
 */
export function takePage<Item>(list: {
  scope: string;
  token: string | undefined;
  limit: number;
  from(after: string | undefined): Iterable<Item>;
  key(item: Item): string;
  invalid(): Error;
}): Page<Item> {
  const items: Item[] = [];
  for (const item of list.from(readToken(list.scope, list.token, list.invalid))) {
    const last = items.at(-1);
    if (items.length === list.limit && last !== undefined) {
      return { items, nextToken: writeToken(list.scope, list.key(last)) };
    }
    items.push(item);
  }
  return { items };
}

function writeToken(scope: string, key: string): string {
  return Buffer.from(JSON.stringify([scope, key])).toString('base64url');
}

function readToken(
  scope: string,
  token: string | undefined,
  invalid: () => Error,
): string | undefined {
  if (token === undefined) return undefined;
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(parts) && parts[0] === scope && typeof parts[1] === 'string') return parts[1];
  } catch {
    // Not JSON, so not ours: refused below like every other foreign token.
  }
  throw invalid();
}
