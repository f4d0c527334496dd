/** A map of the file as read: nothing is known of its values yet. */
export type Fields = Record<string, unknown>;

/** The value as a map; anything else counts as an empty one, as the schema reports it. */
export function asFields(value: unknown): Fields {
  return isMap(value) ? value : {};
}

export function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as a list of maps, in the same way. */
export function listOfFields(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(asFields) : [];
}

/** The values of what may be one or a list, each with its path. */
export function each(
  values: unknown,
  path: readonly PropertyKey[],
): { value: unknown; path: readonly PropertyKey[] }[] {
  if (!Array.isArray(values)) return [{ value: values, path }];
  return values.map((value: unknown, index) => ({ value, path: [...path, index] }));
}

/** A number where a text is needed: checks/policies/unquoted.ts reports it with its source. */
export function isUnquoted(value: unknown): value is number | boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}
