/** A map of the file as read: nothing is known of its values yet. */
export type Fields = Record<string, unknown>;

/** The value as a map; anything else counts as an empty one, as the schema tells what is wrong with it. */
export function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {};
}

/** The value as a list of maps, in the same way. */
export function listOfFields(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(asFields) : [];
}
