/** Longer texts are cut. */
const MOST_CHARACTERS = 200;

/**
 * The result of a function in one line: numbers and names, and of a list the number of items by outcome. Zeros and
 * empty lists are left out: `checked: repositories 1, tags 2; violations: 1 observed`.
 */
export function resultInWords(result: unknown): string {
  const parts = isObject(result) ? Object.entries(result).flatMap(partOf) : [];
  return parts.length === 0 ? 'nothing to do' : parts.join('; ');
}

function partOf([key, value]: [string, unknown]): string[] {
  const name = key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  if (value === true) return [name];
  if (Array.isArray(value)) return value.length === 0 ? [] : [`${name}: ${listInWords(value)}`];
  if (isObject(value)) {
    const inner = Object.entries(value).flatMap(partOf);
    return inner.length === 0 ? [] : [`${name}: ${inner.join(', ')}`];
  }
  const text = typeof value === 'number' ? value.toLocaleString('en') : String(value ?? '');
  return ['', '0', 'false'].includes(text) ? [] : [`${name} ${clipped(text)}`];
}

function listInWords(items: readonly unknown[]): string {
  const outcomes = items.flatMap((it) => {
    const outcome = isObject(it) ? (it.outcome ?? it.action) : it;
    return typeof outcome === 'string' ? [outcome] : [];
  });
  if (outcomes.length < items.length) return items.length.toLocaleString('en');
  const counts = Map.groupBy(outcomes, (it) => it);
  return [...counts].map(([outcome, { length }]) => `${length} ${clipped(outcome)}`).join(', ');
}

function clipped(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}…`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
