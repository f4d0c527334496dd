import type { CompletedOption, CompletedVerb, Values } from './words.ts';

/** Every option that takes a value, once: an option means the same for every verb. */
export function valueFlags(
  verbs: readonly CompletedVerb[],
): { flags: readonly string[]; value: Values }[] {
  const all = verbs.flatMap(({ options }) => options);
  const byFlags = new Map<string, CompletedOption>(all.map((it) => [it.flags.join(), it]));
  return [...byFlags.values()].flatMap(({ flags, value }) =>
    value === undefined ? [] : [{ flags, value }],
  );
}
