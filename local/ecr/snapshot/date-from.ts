/** A date of a snapshot: ISO 8601, or epoch seconds. */
export function dateFrom(value: string | number | undefined): Date | undefined {
  if (value === undefined) return undefined;
  return new Date(typeof value === 'number' ? value * 1000 : value);
}
