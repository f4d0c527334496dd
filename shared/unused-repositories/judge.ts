import type { Uses } from '../use/uses.ts';
import type { SeenRepository } from './collect.ts';
import { isKept, type Tags } from './marks.ts';

/** How a repository stands. */
export type Standing =
  | { state: 'used' }
  /** Nobody has pushed or pulled for long, and a person keeps it. */
  | { state: 'kept' }
  /** Nobody has pushed or pulled for long, but it may be in use: `why` is the end of a sentence. */
  | { state: 'uncertain'; why: string }
  | { state: 'unused'; lastUse: Date };

const DAY_MS = 86_400_000;

/** @param tags - Its resource tags. */
export function judge(
  { repository: { repositoryName: name }, rule, lastUse }: SeenRepository,
  tags: Tags,
  { images, unknown }: Uses,
  now: Date,
): Standing {
  if (lastUse === undefined) return { state: 'uncertain', why: 'ECR does not say how old it is' };
  if (now.getTime() - lastUse.getTime() < rule.afterDays * DAY_MS) return { state: 'used' };
  // Also a use of an image that it does not have any more.
  if (images.some(({ repository }) => repository === name)) return { state: 'used' };
  if (isKept(tags)) return { state: 'kept' };
  const [first] = unknown;
  if (first === undefined) return { state: 'unused', lastUse };
  return { state: 'uncertain', why: `what ${first.source} runs is not known: ${first.why}` };
}
