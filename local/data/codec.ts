import { ImageStore } from '../ecr/images/store.ts';
import type { Image } from '../ecr/model/image.ts';
import { SortedMap } from '../service/sorted-map.ts';

/**
 * State as JSON and back. Objects and lists are written as they are; other types are written as an object with one
 * member that names the type. So new members of the state with any of these types are stored without a change here.
 */
export function encode(state: unknown): string {
  return JSON.stringify(plain(state));
}

/** @throws SyntaxError for invalid JSON */
export function decode(text: string): unknown {
  return JSON.parse(text, (_key, value) => revived(value));
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.toISOString() };
  if (value instanceof Map) return { $map: Array.from(value, plain) };
  if (value instanceof Set) return { $set: Array.from(value, plain) };
  if (value instanceof SortedMap) return { $sorted: Array.from(value.entries(), plain) };
  if (value instanceof ImageStore) return { $images: Array.from(value.after(), plain) };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [key, plain(member)] as const);
  const looksMarked = members.length === 1 && members[0]?.[0].startsWith('$');
  return looksMarked ? { $object: members } : Object.fromEntries(members);
}

const revivers: Record<string, (content: never) => unknown> = {
  $date: (text: string) => new Date(text),
  $map: (entries: [unknown, unknown][]) => new Map(entries),
  $set: (items: unknown[]) => new Set(items),
  $object: (members: [string, unknown][]) => Object.fromEntries(members),
  $sorted: (entries: [string, unknown][]) => {
    const map = new SortedMap<unknown>();
    for (const [key, value] of entries) map.set(key, value);
    return map;
  },
  $images: (images: Image[]) => {
    const store = new ImageStore();
    for (const image of images) store.add(image);
    return store;
  },
};

function revived(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const [kind = '', ...others] = Object.keys(value);
  const revive = others.length === 0 ? revivers[kind] : undefined;
  return revive ? revive(Reflect.get(value, kind) as never) : value;
}
