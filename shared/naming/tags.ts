import { quoted } from '../alerts/quote.ts';
import { matches } from '../config/patterns/program.ts';
import type { TagRule } from '../config/schema/schema.ts';
import { kindOfOwnTag } from '../registry/tags/own-tag.ts';
import type { Wrong } from './names.ts';
import type { CompiledTagRule, Naming } from './rules.ts';
import { suggestTag } from './suggest/suggest.ts';

/** A tag that is invalid on its image. */
export interface InvalidTag {
  tag: string;
  rule: string;
  reason: string;
  action: TagRule['action'];
  message?: string;
  /**
   * The valid tag that was probably meant, or the missing sibling. Certain only after `onlyCertain` has seen all tags
   * of the repository.
   */
  suggestion?: string;
  /** The tag is valid but lacks a sibling on the image. */
  lacksSibling?: true;
}

/** The rule that the violations of `reserved` name. */
export const RESERVED = 'reserved names';

/**
 * The invalid tags of an image. `tags` must not have our own quarantine tag.
 *
 * Only a tag that is valid by itself and needs no sibling counts as a sibling, so removing the invalid ones makes no
 * other tag invalid.
 */
export function invalidTags(naming: Naming, of: Tagged, tags: readonly string[]): InvalidTag[] {
  const rule = ruleOf(naming, of);
  const siblings = tags.filter((tag) => isSibling(naming, rule, tag));
  const wrong = tags.flatMap((tag) => {
    const found = invalidAlone(naming, rule, tag);
    if (found === undefined) return [];
    const passes = (name: string) => isRight(naming, rule, name, siblings);
    const suggestion = found.refused ? undefined : suggestTag(tag, passes, of.repository);
    return [{ tag, ...ofRule(found.by, found.reason), ...(suggestion && { suggestion }) }];
  });
  return [...wrong, ...lacking(naming, rule, tags, { siblings, wrong })];
}

/** The repository of the tags, and whether they are of a Helm chart and not of an image. */
export interface Tagged {
  repository: string;
  isChart: boolean;
}

/** Whether one tag would be the sibling that another one lacks. */
export function isSiblingFor(naming: Naming, of: Tagged, tag: string, name: string): boolean {
  const rule = ruleOf(naming, of);
  return isSibling(naming, rule, name) && rule?.siblings.missing(tag, [name]) === undefined;
}

function ruleOf(naming: Naming, { repository, isChart }: Tagged): CompiledTagRule | undefined {
  return naming.tagRule(repository, isChart);
}

/** The tags that are valid but for a missing sibling. */
function lacking(
  naming: Naming,
  rule: CompiledTagRule | undefined,
  tags: readonly string[],
  { siblings, wrong }: { siblings: readonly string[]; wrong: readonly InvalidTag[] },
): InvalidTag[] {
  if (rule === undefined) return [];
  const meant = wrong.flatMap(({ suggestion }) => suggestion ?? []);
  const others = meant.filter((name) => isSibling(naming, rule, name));
  return tags.flatMap((tag) => {
    if (invalidAlone(naming, rule, tag)) return [];
    const reason = rule.siblings.missing(tag, siblings);
    if (reason === undefined) return [];
    const suggestion = others.find((name) => rule.siblings.missing(tag, [name]) === undefined);
    const found = { tag, ...ofRule(rule, reason), ...(suggestion && { suggestion }) };
    return [{ ...found, lacksSibling: true }];
  });
}

function isSibling(naming: Naming, rule: CompiledTagRule | undefined, tag: string): boolean {
  return invalidAlone(naming, rule, tag) === undefined && !rule?.siblings.needed(tag);
}

function isRight(
  naming: Naming,
  rule: CompiledTagRule | undefined,
  tag: string,
  siblings: readonly string[],
): boolean {
  if (invalidAlone(naming, rule, tag) !== undefined) return false;
  return rule?.siblings.missing(tag, siblings) === undefined;
}

/** Why a tag is invalid by itself, and by which rule. */
function invalidAlone(
  naming: Naming,
  rule: CompiledTagRule | undefined,
  tag: string,
): (Wrong & { by: Judge }) | undefined {
  const reserved = reservedBy(naming, tag);
  if (reserved) {
    const by = { rule: RESERVED, action: rule?.action ?? 'report' };
    return { reason: `${quoted(tag)} is reserved (${reserved})`, refused: true, by };
  }
  const wrong = rule?.wrong(tag);
  return rule && wrong && { ...wrong, by: rule };
}

function reservedBy({ reserved }: Naming, tag: string): string | undefined {
  const own = kindOfOwnTag(tag);
  if (own) return `it is the ${own} tag of another image`;
  return reserved.find((glob) => matches(glob, tag))?.source;
}

/** The fields of a violation that come from its rule. */
type Judge = Pick<InvalidTag, 'rule' | 'action'> & { message?: string | undefined };

function ofRule({ rule, action, message }: Judge, reason: string) {
  return { rule, reason, action, ...(message && { message }) };
}
