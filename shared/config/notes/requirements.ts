import type { Finding } from '../document/finding.ts';
import { isCovered, isDisjoint, tagNames } from '../patterns/language.ts';
import { compilePattern } from '../patterns/pattern.ts';
import type { Pattern } from '../patterns/program.ts';
import type { NamingConfig, Requirement, TagRule } from '../schema/naming.ts';

type Path = readonly PropertyKey[];

/** `requires` for tags that are invalid by the same rule, with any sibling. */
export function requirementNotes({ tags, reserved }: NamingConfig): Finding[] {
  return tags.flatMap((rule, index) =>
    rule.requires.flatMap((requirement, at) =>
      notesOf(rule, reserved, requirement, ['naming', 'tags', index, 'requires', at]),
    ),
  );
}

function notesOf(
  rule: TagRule,
  reserved: readonly Pattern[],
  requirement: Requirement,
  path: Path,
): Finding[] {
  const isWrong = (tag: Pattern) => isNeverRight(rule, reserved, tag);
  const { sibling } = requirement;
  const onlyNames = sibling.kinds.length === 0 && sibling.patterns.length === 0;
  return [
    ...requirement.tags.flatMap((tag, index) =>
      isWrong(tag)
        ? [{ path: [...path, 'tags', index], message: `"${tag.source}" ${wrongAnyway}` }]
        : [],
    ),
    ...requirement.kinds.flatMap((kind, index) =>
      kind === 'version-line' && lacksVersionLine(rule)
        ? [
            {
              path: [...path, 'kinds', index],
              message: `a version-line ${wrongAnyway}, or its kind to kinds`,
            },
          ]
        : [],
    ),
    ...(onlyNames && sibling.tags.every(isWrong)
      ? [{ path: [...path, 'sibling'], message: noSibling }]
      : []),
  ];
}

const wrongAnyway = 'is invalid by this rule, with any sibling: add it to allow';

const noSibling =
  'names only tags that are invalid by this rule, so no image can have such a sibling: add them to allow';

/** Every kind of tag has a digit, except a commit. */
const ofSomeKind = compilePattern('.*[0-9].*|[0-9a-f]{7,64}');

function isNeverRight(rule: TagRule, reserved: readonly Pattern[], tag: Pattern): boolean {
  const { kinds, patterns, allow, deny } = rule;
  if (isCovered(tag, [...deny, ...reserved], tagNames)) return true;
  if (kinds.length + patterns.length + allow.length === 0) return false;
  const right = [...patterns, ...allow, ...(kinds.length > 0 ? [ofSomeKind] : [])];
  return right.every((each) => isDisjoint(tag, each));
}

const versionLines = compilePattern('v?[0-9]{1,5}(?:\\.[0-9]{1,5})?');

/** A version line is shorter than any whole version or commit. */
function lacksVersionLine({ kinds, patterns, allow }: TagRule): boolean {
  if (kinds.length + patterns.length + allow.length === 0) return false;
  return (
    kinds.every((kind) => kind === 'semver' || kind === 'git-sha') &&
    [...patterns, ...allow].every((each) => isDisjoint(versionLines, each))
  );
}
