/** Keys of policies in the order in which a person reads them; others follow in the order of the alphabet. */
const order = [
  ...['Version', 'Id', 'Statement', 'Sid', 'Effect', 'Principal', 'NotPrincipal'],
  ...['Action', 'NotAction', 'Resource', 'NotResource', 'Condition'],
  ...['rulePriority', 'description', 'selection', 'tagStatus', 'tagPrefixList', 'tagPatternList'],
  ...['storageClass', 'countType', 'countUnit', 'countNumber', 'action', 'type'],
];

/** A policy with its keys in a fixed order: two that differ in nothing else become the same. */
export function inReadingOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inReadingOrder);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).toSorted(([a], [b]) => compare(a, b));
  return Object.fromEntries(members.map(([key, member]) => [key, inReadingOrder(member)]));
}

function compare(a: string, b: string): number {
  const difference = rankOf(a) - rankOf(b);
  return difference !== 0 ? difference : a < b ? -1 : 1;
}

function rankOf(key: string): number {
  const at = order.indexOf(key);
  return at === -1 ? order.length : at;
}

/** The document that a text is, in reading order; undefined where it is none. */
export function documentIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const isMap = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isMap ? (inReadingOrder(parsed) as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
