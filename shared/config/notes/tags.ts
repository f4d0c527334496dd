import type { Finding } from '../document/finding.ts';
import { isCovered, isDisjoint, repositoryNames, tagNames } from '../patterns/language.ts';
import type { Pattern } from '../patterns/program.ts';
import type { RegistryConfig } from '../schema/schema.ts';

type Path = readonly PropertyKey[];

/** Names and globs that nothing can match, or that another list overrides. */
export function tagListNotes({ naming, movedTags }: RegistryConfig): Finding[] {
  return [
    ...impossibleTags(naming.reserved, ['naming', 'reserved']),
    ...naming.tags.flatMap(({ allow, deny }, index) => {
      const path = ['naming', 'tags', index];
      return [
        ...impossibleTags(allow, [...path, 'allow']),
        ...impossibleTags(deny, [...path, 'deny']),
        ...deniedAnyway(allow, [...deny, ...naming.reserved], [...path, 'allow'], tagNames),
      ];
    }),
    ...naming.repositories.flatMap(({ allow, deny }, index) => {
      const path = ['naming', 'repositories', index];
      return [
        ...impossibleIn(allow, [...path, 'allow'], repositoryNames, 'repository'),
        ...impossibleIn(deny, [...path, 'deny'], repositoryNames, 'repository'),
        ...deniedAnyway(allow, deny, [...path, 'allow'], repositoryNames),
      ];
    }),
    ...movedTags.flatMap(({ mutable }, index) =>
      impossibleTags(mutable, ['movedTags', index, 'mutable']),
    ),
  ];
}

/** The note for a glob that no name can match. */
export function impossible(glob: Pattern, path: Path, kind: 'repository' | 'tag'): Finding {
  const right =
    kind === 'tag'
      ? 'letters, digits, ".", "_" and "-", and no "/"'
      : 'lower-case letters and digits, with ".", "_", "-" or "/" between them';
  return { path, message: `"${glob.source}" can match no ${kind}: a name has ${right}` };
}

function impossibleTags(globs: readonly Pattern[], path: Path): Finding[] {
  return impossibleIn(globs, path, tagNames, 'tag');
}

function impossibleIn(
  globs: readonly Pattern[],
  path: Path,
  names: Pattern,
  kind: 'repository' | 'tag',
): Finding[] {
  return globs.flatMap((glob, index) =>
    isDisjoint(glob, names) ? [impossible(glob, [...path, index], kind)] : [],
  );
}

function deniedAnyway(
  allow: readonly Pattern[],
  denied: readonly Pattern[],
  path: Path,
  names: Pattern,
): Finding[] {
  return allow.flatMap((glob, index) => {
    if (isDisjoint(glob, names) || !isCovered(glob, denied, names)) return [];
    return [
      {
        path: [...path, index],
        message: `"${glob.source}" is denied (deny, reserved), which comes first: allow has no effect`,
      },
    ];
  });
}
