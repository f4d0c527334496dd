import type { Finding } from '../document/finding.ts';
import { isDisjoint, repositoryNames } from '../patterns/language.ts';
import type { RegistryConfig } from '../schema/schema.ts';
import { baselineNotes, declaredNotes } from './declared.ts';
import { requirementNotes } from './requirements.ts';
import { type Rule, ruleNotes } from './rules.ts';
import { impossible, tagListNotes } from './tags.ts';
import { warmNotes } from './warm.ts';

/**
 * What is valid in a registry.yml and certainly has no effect: a rule after others that match all its repositories, a
 * glob that no name can match. These are notes, not problems, so that a file that worked goes on working.
 */
export function notesOn(config: RegistryConfig): Finding[] {
  const { naming, movedTags, baseline, repositories, scanning, pullThroughCache } = config;
  const cached = pullThroughCache.rules.map(({ prefix }) => prefix);
  const none: string[] = [];
  return [
    ...ruleNotes(naming.repositories, ['naming', 'repositories'], cached),
    ...ruleNotes(naming.tags, ['naming', 'tags'], cached),
    ...ruleNotes(movedTags, ['movedTags'], cached),
    ...ruleNotes(baseline, ['baseline'], cached),
    ...declaredNotes(repositories, cached),
    ...baselineNotes(baseline, repositories),
    ...ruleNotes(scanning.rules, ['scanning', 'rules'], none),
    ...inUseNotes(config),
    ...ignoreNotes(scanning.ignore, scanning.rules),
    ...tagListNotes(config),
    ...requirementNotes(naming),
    ...warmNotes(pullThroughCache.rules),
  ];
}

/** Rules for images in use, where nothing counts as in use. */
function inUseNotes({ scanning, use }: RegistryConfig): Finding[] {
  if (use.sources.length > 0) return [];
  return scanning.rules.flatMap(({ inUse }, index) => {
    const path = ['scanning', 'rules', index, 'inUse'];
    return inUse ? [{ path, message: 'never applies: use.sources names nowhere to look' }] : [];
  });
}

/** Entries of `ignore` for repositories that no scanning rule applies to. */
function ignoreNotes(ignore: readonly Rule[], rules: readonly Rule[]): Finding[] {
  return ignore.flatMap(({ repositories }, index) =>
    repositories.flatMap((glob, at): Finding[] => {
      const path = ['scanning', 'ignore', index, 'repositories', at];
      if (isDisjoint(glob, repositoryNames)) return [impossible(glob, path, 'repository')];
      const looked = rules.flatMap((rule) => rule.repositories);
      if (!looked.every((each) => isDisjoint(glob, each))) return [];
      return [
        {
          path,
          message: `"${glob.source}" ignores nothing: no scanning rule applies to such a repository`,
        },
      ];
    }),
  );
}
