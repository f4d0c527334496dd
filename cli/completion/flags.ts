import type { CompletedVerb, Values } from './words.ts';

/** An option that takes a value. */
export interface ValueFlag {
  flags: readonly string[];
  /** Its values, and the verbs that have these. */
  values: readonly { value: Values; paths: readonly string[] }[];
}

/** Every option that takes a value, once. Verbs can offer other values for it: not all have the same formats. */
export function valueFlags(verbs: readonly CompletedVerb[]): ValueFlag[] {
  const all = verbs.flatMap(({ path, options }) =>
    options.flatMap(({ flags, value }) => (value === undefined ? [] : [{ path, flags, value }])),
  );
  return [...Map.groupBy(all, ({ flags }) => flags.join()).values()].map((those) => ({
    flags: those[0]?.flags ?? [],
    values: [...Map.groupBy(those, ({ value }) => JSON.stringify(value)).values()].flatMap(
      ([first, ...others]) =>
        first ? [{ value: first.value, paths: [first, ...others].map(({ path }) => path) }] : [],
    ),
  }));
}
