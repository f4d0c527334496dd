/** A leaf of an event. `null` is a value; objects and empty lists are no leaves. */
export type Leaf = string | number | boolean | null;

export function isLeaf(value: unknown): value is Leaf {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The path of a field of what is at `path`; empty is the event itself. */
export function fieldPath(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
