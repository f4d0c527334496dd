import { z } from 'zod';
import { invalidParameter } from './errors.ts';
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

export type Filters = z.output<typeof filters>;

/** @throws AwsError `InvalidParameterException` for a filter without a key or without values */
export function requireGoodFilters(wanted: Filters): void {
  for (const { Key, Values } of wanted ?? []) {
    if (Key === undefined) throw invalidParameter('Invalid filter key');
    if (Values === undefined) throw invalidParameter(`Invalid filter values for key: ${Key}`);
  }
}

/**
 * Does a secret pass all filters? Each passes with any of its values; `!` before a value turns it around. Names and
 * tags are looked at from their start, in the case as given; descriptions, and with `all` every text, word by word
 * and in any case (Secrets Manager user guide, "Find secrets").
 */
export function passes(secret: Secret, wanted: Filters): boolean {
  return (wanted ?? []).every(({ Key = 'all', Values = [] }) => {
    const matches = Key === 'description' || Key === 'all' ? hasWords : startsWith;
    const texts = textsOf(secret, Key);
    return Values.some((value) => {
      const negated = value.startsWith('!');
      return negated !== texts.some((text) => matches(text, negated ? value.slice(1) : value));
    });
  });
}

function startsWith(text: string, start: string): boolean {
  return text.startsWith(start);
}

/** Does each word that is asked for begin one of the text's? */
function hasWords(text: string, asked: string): boolean {
  const words = wordsOf(text);
  const starts = wordsOf(asked);
  return starts.length > 0 && starts.every((start) => words.some((word) => word.startsWith(start)));
}

/** A text falls apart at one kind of special character, or stays whole at several; and before capitals and blanks. */
function wordsOf(text: string): string[] {
  const kinds = new Set(text.match(/[/\-_+=.@]/g));
  if (kinds.size > 1) return [text.toLowerCase()];
  const [kind] = kinds;
  return (kind === undefined ? [text] : text.split(kind))
    .flatMap((part) => part.split(/\s+/))
    .flatMap((part) => part.split(/([^a-z][a-z]+)/))
    .map((word) => word.toLowerCase())
    .filter((word) => word !== '');
}

function textsOf(secret: Secret, key: string): string[] {
  const texts: Record<string, readonly (string | undefined)[]> = {
    name: [secret.name],
    description: [secret.description],
    'tag-key': secret.tags?.map((tag) => tag.Key) ?? [],
    'tag-value': secret.tags?.map((tag) => tag.Value) ?? [],
  };
  const chosen = key === 'all' ? Object.values(texts).flat() : (texts[key] ?? []);
  return chosen.filter((text) => text !== undefined);
}
