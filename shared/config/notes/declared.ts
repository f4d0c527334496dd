import { pathText } from '../document/document.ts';
import type { Finding } from '../document/finding.ts';
import { firstMatchIn, isName } from '../patterns/first-match.ts';
import { isCovered, repositoryNames } from '../patterns/language.ts';
import type { Pattern } from '../patterns/program.ts';
import { withoutTrailingSlash } from '../schema/prefix.ts';
import type { BaselineConfig, RepositoriesConfig } from '../schema/schema.ts';
import { ruleNotes } from './rules.ts';

/** Entries of `repositories:` that decide nothing, and names whose settings are those of an entry above. */
export function declaredNotes(entries: RepositoriesConfig, cached: readonly string[]): Finding[] {
  if (entries.length > 0 && cached.includes('ROOT')) return [ofRoot];
  const rules = entries.map(({ names }) => ({ repositories: names }));
  const never = ruleNotes(rules, ['repositories'], cached, 'names');
  const silent = new Set(never.map(({ path }) => path[1]));
  const deciding = firstMatchIn(entries.map(({ names }) => names));
  const taken = entries.flatMap(({ names }, index) =>
    silent.has(index)
      ? []
      : [...takenNames(names, index, deciding), ...cachedNames(names, index, cached)],
  );
  return [...never, ...taken];
}

const ofRoot: Finding = {
  path: ['repositories'],
  message:
    'has no effect beside the cache rule ROOT, to which every repository without another rule belongs: remove one of them',
};

/** Names beside others that are of a cache rule, each of which is made by a pull. */
function cachedNames(
  names: readonly Pattern[],
  index: number,
  cached: readonly string[],
): Finding[] {
  return names.flatMap(({ source }, at) => {
    const prefix = cached.find(
      (it) => it !== 'ROOT' && source.startsWith(`${withoutTrailingSlash(it)}/`),
    );
    if (!isName(source) || prefix === undefined) return [];
    const message = `"${source}" is a repository of the cache rule ${prefix}, which decides about it: it is created by a pull`;
    return [{ path: ['repositories', index, 'names', at], message }];
  });
}

function takenNames(
  names: readonly Pattern[],
  index: number,
  deciding: (repositoryName: string) => number,
): Finding[] {
  return names.flatMap(({ source }, at) => {
    if (!isName(source)) return [];
    const first = deciding(source);
    if (first === index) return [];
    const where = pathText(['repositories', first]);
    const message = `"${source}" has the settings of ${where}, which matches it first: move this entry above it`;
    return [{ path: ['repositories', index, 'names', at], message }];
  });
}

/** Rules of `baseline:` for repositories that are all declared. */
export function baselineNotes(rules: BaselineConfig, entries: RepositoriesConfig): Finding[] {
  const declared = entries.flatMap(({ names }) => names);
  if (declared.length === 0) return [];
  return rules.flatMap(({ repositories }, index) => {
    if (!repositories.every((glob) => isCovered(glob, declared, repositoryNames))) return [];
    const message =
      'match only repositories that repositories: declares, which follow no rule of baseline: this one never applies';
    return [{ path: ['baseline', index, 'repositories'], message }];
  });
}
