import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { invalidParameter } from './errors.ts';

export const passwordWish = z.object({
  PasswordLength: z.int().min(1).max(4096).optional(),
  ExcludeCharacters: z.string().max(4096).optional(),
  ExcludeNumbers: z.boolean().optional(),
  ExcludePunctuation: z.boolean().optional(),
  ExcludeUppercase: z.boolean().optional(),
  ExcludeLowercase: z.boolean().optional(),
  IncludeSpace: z.boolean().optional(),
  RequireEachIncludedType: z.boolean().optional(),
});

/** The characters of each kind (API reference, GetRandomPassword). */
const lowercase = 'abcdefghijklmnopqrstuvwxyz';
const numbers = '0123456789';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** A password; by default 32 characters of all kinds but the space, with at least one of each kind. */
export function randomPassword(wish: z.output<typeof passwordWish>): string {
  const length = wish.PasswordLength ?? 32;
  const kinds = kindsFor(wish);
  if (kinds.every((kind) => kind === '')) {
    throw invalidParameter('All characters are excluded: no password can be generated.');
  }
  const isEach = wish.RequireEachIncludedType ?? true;
  if (isEach && kinds.includes('')) {
    throw invalidParameter('ExcludeCharacters excludes all characters of a required kind.');
  }
  const required = isEach ? kinds.map(pick) : [];
  if (required.length > length) {
    throw invalidParameter(
      `PasswordLength must be at least ${required.length} to include one of each kind.`,
    );
  }
  const all = kinds.join('');
  const rest = Array.from({ length: length - required.length }, () => pick(all));
  return shuffled([...required, ...rest]).join('');
}

function kindsFor(wish: z.output<typeof passwordWish>): string[] {
  const excluded = wish.ExcludeCharacters ?? '';
  const kinds = [
    !wish.ExcludeLowercase && lowercase,
    !wish.ExcludeUppercase && lowercase.toUpperCase(),
    !wish.ExcludeNumbers && numbers,
    !wish.ExcludePunctuation && punctuation,
    wish.IncludeSpace === true && ' ',
  ];
  return kinds
    .filter((kind) => kind !== false)
    .map((kind) => [...kind].filter((character) => !excluded.includes(character)).join(''));
}

function pick(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}

function shuffled(characters: readonly string[]): string[] {
  const left = [...characters];
  return characters.flatMap(() => left.splice(randomInt(left.length), 1));
}
