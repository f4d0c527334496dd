/** Some of the repositories, by the order of their names: from the first up to, and without, the second. */
export interface NameRange {
  /** Undefined: from the very beginning. */
  from?: string | undefined;
  /** Undefined: to the very end. */
  to?: string | undefined;
}

export function isInRange(name: string, { from, to }: NameRange): boolean {
  return (from === undefined || name >= from) && (to === undefined || name < to);
}
