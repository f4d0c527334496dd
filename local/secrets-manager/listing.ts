import { z } from 'zod';
import { invalidParameter } from './errors.ts';
import { alive, type Secret, type Vault } from './state.ts';

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
 * Does a secret pass all filters? A filter passes if any of its values matches; `!` before a value negates it.
 * Names and tags match by prefix and by case; descriptions, and with `all` every text, match word by word and in
 * any case (Secrets Manager user guide, "Find secrets").
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

/** Is each requested word a prefix of a word of the text? */
function hasWords(text: string, asked: string): boolean {
  const words = wordsOf(text);
  const starts = wordsOf(asked);
  return starts.length > 0 && starts.every((start) => words.some((word) => word.startsWith(start)));
}

/** A text is split at spaces, before capitals, and at its special characters if it has only one kind of them. */
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

/** Secrets that pass the filters, in the order of `keyOf`. */
export function secretsFrom(
  vault: Vault,
  after: string | undefined,
  wanted: Sorting & { Filters?: Filters; IncludePlannedDeletion?: boolean | undefined },
): Secret[] {
  const keyed = [...vault.secrets.values()]
    .filter(({ name }) => alive(vault, name))
    .filter(({ deletion }) => !deletion || wanted.IncludePlannedDeletion)
    .filter((secret) => passes(secret, wanted.Filters))
    .map((secret) => ({ secret, key: keyOf(secret, wanted) }))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
  if (wanted.SortOrder === 'desc') keyed.reverse();
  const isLater = (key: string) =>
    wanted.SortOrder === 'desc' ? key < (after ?? '') : key > (after ?? '');
  return keyed.filter(({ key }) => after === undefined || isLater(key)).map(({ secret }) => secret);
}

/** What a list is sorted by: the time of creation by default (API reference, ListSecrets). */
export interface Sorting {
  SortBy?: 'created-date' | 'last-accessed-date' | 'last-changed-date' | 'name' | undefined;
  /** Default `asc`. */
  SortOrder?: 'asc' | 'desc' | undefined;
}

/** The sort key of a secret; secrets of the same moment sort by name. */
export function keyOf(secret: Secret, { SortBy = 'created-date' }: Sorting): string {
  const dates = {
    'created-date': secret.createdAt,
    'last-accessed-date': secret.accessedAt,
    'last-changed-date': secret.changedAt,
    name: undefined,
  };
  return `${dates[SortBy]?.toISOString() ?? ''} ${secret.name}`;
}
