import type { Finding } from '../document/finding.ts';
import { asFields, type Fields, listOfFields } from '../schema/fields.ts';

/** Naming rules without effect: the whole rule, or a part of it. */
export function namingChecks(naming: Fields): Finding[] {
  const path = ['naming'];
  return [
    ...listOfFields(naming.repositories).flatMap((rule, index) =>
      saysNothing(rule, [...path, 'repositories', index], repositoryKeys, 'every name is valid'),
    ),
    ...listOfFields(naming.tags).flatMap((rule, index) => [
      ...saysNothing(rule, [...path, 'tags', index], tagKeys, 'every tag is valid'),
      ...listOfFields(rule.requires).flatMap((requirement, at) =>
        requirementChecks(requirement, [...path, 'tags', index, 'requires', at]),
      ),
    ]),
  ];
}

const repositoryKeys = ['patterns', 'allow', 'deny'];
const setKeys = ['tags', 'kinds', 'patterns'];
const tagKeys = [
  'kinds',
  'patterns',
  'allow',
  'deny',
  'requires',
  'maxTagsPerImage',
  'maxTagsPerRepository',
];

function saysNothing(
  rule: Fields,
  path: PropertyKey[],
  keys: readonly string[],
  otherwise: string,
): Finding[] {
  if (Object.keys(rule).length === 0 || keys.some((key) => says(rule[key]))) return [];
  return [{ path, message: `needs ${either(keys)}: without any, ${otherwise}` }];
}

/** A value that is not a list is reported by the schema. */
function says(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}

function requirementChecks(requirement: Fields, path: PropertyKey[]): Finding[] {
  const { sibling } = requirement;
  return [
    ...(setKeys.some((key) => says(requirement[key]))
      ? []
      : [{ path, message: `needs ${either(setKeys)}: the tags that need a sibling` }]),
    ...(sibling === undefined || setKeys.some((key) => says(asFields(sibling)[key]))
      ? []
      : [
          {
            path: [...path, 'sibling'],
            message: `needs ${either(setKeys)}: the tags that count as a sibling`,
          },
        ]),
  ];
}

function either(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
