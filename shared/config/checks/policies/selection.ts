import { closest } from '../../document/did-you-mean.ts';
import type { SourceDocument } from '../../document/document.ts';
import type { Finding } from '../../document/finding.ts';
import { type Fields, isUnquoted } from '../../schema/fields.ts';
import { withoutQuotes } from '../findings.ts';

type Path = readonly PropertyKey[];
type Source = Pick<SourceDocument, 'unquoted'>;

const selectionKeys = [
  ...['tagStatus', 'tagPatternList', 'tagPrefixList', 'storageClass'],
  ...['countType', 'countUnit', 'countNumber'],
];

const tagStatuses = ['tagged', 'untagged', 'any'];

const countTypes = [
  ...['imageCountMoreThan', 'sinceImagePushed', 'sinceImagePulled', 'sinceImageTransitioned'],
];

/** What ECR refuses in the selection of a rule of a lifecycle policy. */
export function selectionChecks(selection: Fields, path: Path, source: Source): Finding[] {
  return [
    ...typos(selection, selectionKeys, path),
    ...oneOf(selection, 'tagStatus', tagStatuses, path),
    ...oneOf(selection, 'countType', countTypes, path),
    ...countChecks(selection, path),
    ...tagChecks(selection, path, source),
  ];
}

/** Keys that are probably meant as another one. */
export function typos(fields: Fields, known: readonly string[], path: Path): Finding[] {
  return Object.keys(fields).flatMap((key) => {
    const meant = known.includes(key) ? undefined : closest(key, known);
    const message = `is not a key of a lifecycle policy: did you mean ${meant}?`;
    return meant === undefined ? [] : [{ path: [...path, key], message }];
  });
}

/** A value that is missing, or probably meant as another one: ECR may learn more. */
export function oneOf(
  fields: Fields,
  key: string,
  known: readonly string[],
  path: Path,
): Finding[] {
  const value = fields[key];
  const right = known.length === 1 ? known.join() : `one of ${known.join(', ')}`;
  if (value === undefined) return [{ path: [...path, key], message: `is missing: ${right}` }];
  if (typeof value !== 'string') return [{ path: [...path, key], message: `has to be ${right}` }];
  const meant = known.includes(value) ? undefined : closest(value, known);
  const message = `"${value}" is not valid: ${right}; did you mean ${meant}?`;
  return meant === undefined ? [] : [{ path: [...path, key], message }];
}

function countChecks({ countType, countUnit, countNumber }: Fields, path: Path): Finding[] {
  const isCount = countType === 'imageCountMoreThan';
  const isAge = typeof countType === 'string' && /^since[A-Z]/.test(countType);
  const isNumber = Number.isInteger(countNumber) && Number(countNumber) > 0;
  const wrongUnit =
    isCount && countUnit !== undefined
      ? 'is only for a countType of days, and imageCountMoreThan counts images: remove it'
      : isAge && countUnit !== 'days'
        ? `has to be days, which ${countType} needs`
        : undefined;
  return [
    ...(wrongUnit === undefined ? [] : [{ path: [...path, 'countUnit'], message: wrongUnit }]),
    ...(isNumber
      ? []
      : [{ path: [...path, 'countNumber'], message: 'has to be a whole number from 1, no text' }]),
  ];
}

function tagChecks(selection: Fields, path: Path, source: Source): Finding[] {
  const given = ['tagPatternList', 'tagPrefixList'].filter((key) => selection[key] !== undefined);
  const [first = 'tagPatternList', second] = given;
  const { tagStatus } = selection;
  if (tagStatus === 'tagged' && given.length === 0) {
    const message = 'is missing: tagStatus tagged needs a list of tags such as ["v*"]';
    return [{ path: [...path, first], message }];
  }
  if (second !== undefined) {
    return [
      { path: [...path, second], message: `cannot stand beside ${first}: remove one of them` },
    ];
  }
  if (given.length > 0 && (tagStatus === 'untagged' || tagStatus === 'any')) {
    return [{ path: [...path, first], message: `is only for tagStatus tagged, not ${tagStatus}` }];
  }
  return given.flatMap((key) => listChecks(selection[key], [...path, key], source));
}

function listChecks(tags: unknown, path: Path, source: Source): Finding[] {
  if (!Array.isArray(tags) || tags.length === 0) {
    return [{ path, message: 'has to be a list of tags such as ["v*"]' }];
  }
  return tags.flatMap((tag: unknown, index) => {
    const at = [...path, index];
    if (typeof tag === 'string' && tag !== '') return [];
    const written = source.unquoted(at);
    const message =
      written && isUnquoted(tag)
        ? `is ${withoutQuotes(written, tag)}`
        : 'has to be a text such as v*';
    return [{ path: at, message }];
  });
}
