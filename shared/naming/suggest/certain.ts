import type { Violation } from '../check.ts';
import type { Naming } from '../rules.ts';
import { type KnownImage, siblingElsewhere } from './elsewhere.ts';

/** Whether these can be reported only after the whole repository was read. */
export function needsRepository(violations: readonly Violation[]): boolean {
  return violations.some((it) => isSuggested(it) || lacksSibling(it));
}

/** Whether a tag is suggested: it has to be one that no other image has. */
export function isSuggested({ kind, suggestion }: Violation): boolean {
  return kind === 'tag' && suggestion !== undefined;
}

/**
 * The violations of one repository, without suggestions that are already a tag in it or are the same for two images.
 * Those that lack a sibling get the tag that came at that time on another image.
 *
 * @param images - All images of the repository that have a tag: archived ones and signatures too.
 */
export function onlyCertain(
  naming: Naming,
  violations: readonly Violation[],
  images: readonly KnownImage[],
): Violation[] {
  if (!needsRepository(violations)) return [...violations];
  const taken = new Set(images.flatMap(({ tags }) => tags));
  const meant = Map.groupBy(violations, ({ suggestion }) => suggestion);
  const isFor = (name: string) => new Set((meant.get(name) ?? []).map(digestOf)).size;
  const elsewhere = siblingElsewhere(naming, images);
  return violations.map((violation) => {
    if (violation.kind !== 'tag') return violation;
    const { suggestion } = violation;
    const isCertain = suggestion !== undefined && !taken.has(suggestion) && isFor(suggestion) < 2;
    const near = lacksSibling(violation) ? elsewhere(violation) : undefined;
    return {
      ...withoutSuggestion(violation),
      ...(isCertain && { suggestion }),
      ...(near !== undefined && { siblingElsewhere: near }),
    };
  });
}

/**
 * The same for names of repositories: without suggestions that exist already, or are the same for two.
 *
 * @param names - Of all repositories that are known.
 */
export function onlyFree(
  violations: readonly Violation[],
  names: ReadonlySet<string>,
): Violation[] {
  const wrong = violations.filter(({ kind }) => kind === 'repository');
  const meant = Map.groupBy(wrong, ({ suggestion }) => suggestion);
  return violations.map((violation) => {
    const { kind, suggestion } = violation;
    if (kind !== 'repository' || suggestion === undefined) return violation;
    const isFor = new Set(meant.get(suggestion)?.map(({ repository }) => repository)).size;
    return names.has(suggestion) || isFor > 1 ? without(violation) : violation;
  });
}

/** Without its suggestion, which is not certain. */
export function withoutSuggestion(violation: Violation): Violation {
  return violation.kind === 'tag' ? without(violation) : violation;
}

function without(violation: Violation): Violation {
  const { suggestion: _, ...rest } = violation;
  return rest;
}

function lacksSibling(violation: Violation): boolean {
  return violation.kind === 'tag' && violation.lacksSibling === true;
}

function digestOf(violation: Violation): string | undefined {
  return violation.kind === 'repository' ? undefined : violation.digest;
}
