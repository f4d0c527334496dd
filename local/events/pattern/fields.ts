import { fieldPath, isLeaf, isObject, type Leaf } from './values.ts';

/** For each list on the way to a leaf (by its path), which element the leaf is in. */
export type Membership = ReadonlyMap<string, number>;

export interface Field {
  readonly value: Leaf;
  readonly membership: Membership;
}

/** The leaves of an event by path (`detail.repository-name`); list positions are not part of a path. */
export type Fields = ReadonlyMap<string, readonly Field[]>;

export function flatten(event: unknown): Fields {
  const fields = new Map<string, Field[]>();
  collect(event, '', '', new Map(), fields);
  return fields;
}

/** `place` is the path with list positions: it distinguishes two lists under one path. */
function collect(
  value: unknown,
  path: string,
  place: string,
  membership: Membership,
  into: Map<string, Field[]>,
): void {
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) {
      const inElement = new Map(membership).set(place, index);
      collect(element, path, `${place}[${index}]`, inElement, into);
    }
  } else if (isObject(value)) {
    for (const [key, child] of Object.entries(value)) {
      collect(child, fieldPath(path, key), fieldPath(place, key), membership, into);
    }
  } else if (isLeaf(value)) {
    const known = into.get(path);
    if (known) known.push({ value, membership });
    else into.set(path, [{ value, membership }]);
  }
}

/** Both memberships together, or undefined if they put one list's element at two places. */
export function combine(one: Membership, other: Membership): Membership | undefined {
  for (const [list, index] of other) {
    const known = one.get(list);
    if (known !== undefined && known !== index) return undefined;
  }
  return new Map([...one, ...other]);
}
