import { z } from 'zod';
import type { Secret } from './state.ts';

export const filters = z
  .array(
    z.object({
      Key: z
        .enum([
          'description',
          'name',
          'tag-key',
          'tag-value',
          'primary-region',
          'owning-service',
          'all',
        ])
        .optional(),
      Values: z.array(z.string().max(512)).min(1).max(10).optional(),
    }),
  )
  .max(10)
  .optional();

/**
 * Does a secret pass all filters? Each passes with any of its values, as the start of the text; `!` before a
 * value turns it around. `all` looks at all texts and ignores case (Secrets Manager user guide, "Find secrets").
 */
export function passes(secret: Secret, wanted: z.output<typeof filters>): boolean {
  return (wanted ?? []).every(({ Key = 'all', Values = [] }) =>
    Values.some((value) => {
      const negated = value.startsWith('!');
      return negated !== startsAny(textsOf(secret, Key), negated ? value.slice(1) : value, Key);
    }),
  );
}

function startsAny(texts: readonly string[], start: string, key: string): boolean {
  const folded = (text: string) => (key === 'name' ? text : text.toLowerCase());
  return texts.some((text) => folded(text).startsWith(folded(start)));
}

function textsOf(secret: Secret, key: string): string[] {
  const texts: Record<string, readonly (string | undefined)[]> = {
    name: [secret.name],
    description: [secret.description],
    'tag-key': secret.tags.map((tag) => tag.Key),
    'tag-value': secret.tags.map((tag) => tag.Value),
  };
  const chosen = key === 'all' ? Object.values(texts).flat() : (texts[key] ?? []);
  return chosen.filter((text) => text !== undefined);
}
