import { pathText } from '../document/document.ts';
import type { Finding } from '../document/finding.ts';
import { isName } from '../patterns/first-match.ts';
import { isCovered, isDisjoint, repositoryNames } from '../patterns/language.ts';
import { compileGlob } from '../patterns/pattern.ts';
import { matches, type Pattern } from '../patterns/program.ts';
import { withoutTrailingSlash } from '../schema/prefix.ts';
import { impossible } from './tags.ts';

type Path = readonly PropertyKey[];

/** Rules of which the first one that matches a repository applies. */
export interface Rule {
  repositories: readonly Pattern[];
  /** It is only for images in use, and leaves others to the rules below. Default false. */
  inUse?: boolean;
}

/**
 * Rules that never apply, each reported at its globs.
 *
 * @param cached - Prefixes whose repositories are exempt from these rules.
 * @param key - Of the globs of a rule. Default repositories.
 */
export function ruleNotes(
  rules: readonly Rule[],
  path: Path,
  cached: readonly string[],
  key = 'repositories',
): Finding[] {
  // ROOT caches whatever no other rule caches: the plan notes that.
  const prefixes = cached.filter((prefix) => prefix !== 'ROOT').map(withoutTrailingSlash);
  const exempt = prefixes.map((prefix) => compileGlob(`${prefix}/**`));
  return rules.flatMap((rule, index) => {
    const at = [...path, index, key];
    const odd = rule.repositories.flatMap((glob, position) =>
      matchesNone(glob) ? [impossible(glob, [...at, position], 'repository')] : [],
    );
    if (odd.length > 0) return odd;
    const above = rules.slice(0, index).map((it) => (leavesSome(it, rule) ? takesNone : it));
    const message = neverDecides(rule, above, path, exempt);
    return message === undefined ? [] : [{ path: at, message }];
  });
}

/** With thousands of names, each of these questions takes time. */
function matchesNone(glob: Pattern): boolean {
  const { source } = glob;
  return isName(source) ? !matches(repositoryNames, source) : isDisjoint(glob, repositoryNames);
}

const takesNone: Rule = { repositories: [] };

function leavesSome(above: Rule, rule: Rule): boolean {
  return above.inUse === true && rule.inUse !== true;
}

function neverDecides(
  rule: Rule,
  above: readonly Rule[],
  path: Path,
  exempt: readonly Pattern[],
): string | undefined {
  if (isTaken(rule, exempt)) {
    return 'match only repositories of a cache rule, which are exempt: the rule never applies';
  }
  // The one question that settles most rules comes first: with many rules each answer takes time.
  const all = [...above.flatMap(({ repositories }) => repositories), ...exempt];
  if (above.length === 0 || !isTaken(rule, all)) return undefined;
  const taking = above.findIndex(({ repositories }) => isTaken(rule, [...repositories, ...exempt]));
  return taking === -1
    ? 'match only repositories of rules above, and the first rule that matches applies: move this one above them'
    : `match only repositories of ${pathText([...path, taking])}, and the first rule that matches applies: move this one above it`;
}

function isTaken({ repositories }: Rule, globs: readonly Pattern[]): boolean {
  return repositories.every((glob) =>
    isName(glob.source)
      ? globs.some((other) => isNameIn(other, glob.source))
      : isCovered(glob, globs, repositoryNames),
  );
}

function isNameIn(glob: Pattern, name: string): boolean {
  return glob.source === name || (!isName(glob.source) && matches(glob, name));
}
