/** Bounds: members beyond these are only counted, deeper levels and longer names are cut. */
const MOST = { members: 40, levels: 4, characters: 60 };

/**
 * The structure of a value: the names of its members with the types of their values. Of a list, the shape of its
 * first item. Equal for two events of one kind.
 */
export function shapeOf(value: unknown, level = 0): unknown {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (level >= MOST.levels) return '…';
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0], level + 1)];
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const shown = members
    .slice(0, MOST.members)
    .map(([name, it]) => [
      name.slice(0, MOST.characters).replace(/[^\x20-\x7e]/g, '?'),
      shapeOf(it, level + 1),
    ]);
  const more = members.length - shown.length;
  return Object.fromEntries(more > 0 ? [...shown, ['…', `${more} more`]] : shown);
}

/** A word that names a kind, as ECR's do; other texts are not logged. */
export function kindWord(value: unknown): string {
  return typeof value === 'string' && /^[\w ]{1,60}$/.test(value) ? value : 'no word';
}
