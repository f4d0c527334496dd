import { closest } from '../../document/did-you-mean.ts';
import type { Finding } from '../../document/finding.ts';
import { asFields, each, type Fields, isMap, isUnquoted } from '../../schema/fields.ts';
import { principalChecks } from './principal.ts';
import { resourceChecks } from './resource.ts';

type Path = readonly PropertyKey[];

/** The most characters of a policy (API reference, SetRepositoryPolicy and PutRegistryPolicy). */
const MOST_CHARACTERS = 10_240;

const elements = ['Version', 'Id', 'Statement'];

const statementElements = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Condition',
];

/**
 * What ECR refuses in a repository policy ("Invalid repository policy provided") without a cause. What is not known
 * to be refused passes.
 */
export function policyChecks(policy: unknown, path: Path): Finding[] {
  if (policy === undefined) return [];
  const fields = asFields(policy);
  const { Statement: said } = fields;
  const isList = Array.isArray(said);
  const statements: unknown[] = isList ? said : said === undefined ? [] : [said];
  return [
    ...unknownElements(fields, elements, path),
    ...statements.flatMap((each, index) => {
      const at = [...path, 'Statement', ...(isList ? [index] : [])];
      const fields = asFields(each);
      return [...unknownElements(fields, statementElements, at), ...statementChecks(fields, at)];
    }),
    ...tooLong(policy, path),
  ];
}

/** The same of statements of the registry policy, each of which has a Resource. */
export function registryStatementsChecks(statements: readonly Fields[], path: Path): Finding[] {
  const ofRegistry = [...statementElements, ...resources];
  return [
    ...statements.flatMap((statement, index) => {
      const at = [...path, index];
      return [
        ...unknownElements(statement, ofRegistry, at),
        ...statementChecks(statement, at),
        ...oneOf(statement, resources, at, 'add the ARNs of repositories, or "*"'),
        ...resources.flatMap((key) => resourceChecks(statement[key], [...at, key])),
      ];
    }),
    ...tooLong({ Version: '2012-10-17', Statement: statements }, path),
  ];
}

const resources = ['Resource', 'NotResource'];

function statementChecks(statement: Fields, path: Path): Finding[] {
  return [
    ...oneOf(
      statement,
      ['Principal', 'NotPrincipal'],
      path,
      'add the principals: "*", or AWS: an account',
    ),
    ...principalChecks(statement.Principal, [...path, 'Principal']),
    ...principalChecks(statement.NotPrincipal, [...path, 'NotPrincipal']),
    ...oneOf(
      statement,
      ['Action', 'NotAction'],
      path,
      'add the actions, such as ecr:BatchGetImage',
    ),
    ...actionChecks(statement.Action, [...path, 'Action']),
    ...actionChecks(statement.NotAction, [...path, 'NotAction']),
    ...conditionChecks(statement.Condition, [...path, 'Condition']),
  ];
}

const noResource =
  'a repository policy has no Resource, as it applies to its repository: remove it';

function unknownElements(fields: Fields, known: readonly string[], path: Path): Finding[] {
  const unknown = Object.keys(fields).filter((key) => !known.includes(key));
  return unknown.map((key) => {
    if (resources.includes(key)) return { path: [...path, key], message: noResource };
    const meant = closest(key, known);
    const message = `is not an element of a policy: these are ${known.join(', ')}`;
    return {
      path: [...path, key],
      message: meant ? `${message}; did you mean ${meant}?` : message,
    };
  });
}

function oneOf(statement: Fields, keys: readonly string[], path: Path, what: string): Finding[] {
  const [one = '', other = ''] = keys;
  const given = keys.filter((key) => statement[key] !== undefined);
  if (given.length === 1) return [];
  if (given.length === 0) return [{ path: [...path, one], message: `is missing: ${what}` }];
  return [
    { path: [...path, other], message: `cannot be combined with ${one}: remove one of them` },
  ];
}

function actionChecks(actions: unknown, path: Path): Finding[] {
  if (actions === undefined) return [];
  if (Array.isArray(actions) && actions.length === 0) {
    return [{ path, message: 'names no action: add one such as ecr:BatchGetImage' }];
  }
  return each(actions, path).flatMap(({ value, path: at }) => {
    if (isUnquoted(value)) return [];
    if (typeof value !== 'string')
      return [{ path: at, message: 'has to be a text such as ecr:BatchGetImage' }];
    if (value === '*' || isOfEcr(value)) return [];
    const meant = /^[A-Z][A-Za-z*?]+$/.test(value)
      ? `: ecr:${value}?`
      : ': use one such as ecr:BatchGetImage';
    return [{ path: at, message: `"${value}" is not an action of ecr${meant}` }];
  });
}

/** A wildcard in the name of the service may be refused too, but that is not known. */
function isOfEcr(action: string): boolean {
  const [service = '', name, ...rest] = action.split(':');
  if (name === undefined || rest.length > 0 || !/^[A-Za-z0-9*?]+$/.test(name)) return false;
  return service.toLowerCase() === 'ecr' || /[*?]/.test(service);
}

function conditionChecks(condition: unknown, path: Path): Finding[] {
  if (condition === undefined) return [];
  const message = 'has to be a map such as {StringEquals: {"aws:PrincipalOrgID": o-example}}';
  if (!isMap(condition)) return [{ path, message }];
  return Object.entries(asFields(condition)).flatMap(([operator, keys]) => {
    const at = [...path, operator];
    const unknown = unknownOperator(operator);
    if (unknown) return [{ path: at, message: unknown }];
    if (!isMap(keys)) return [{ path: at, message }];
    return Object.entries(asFields(keys)).flatMap(([key, values]) =>
      valueChecks(values, [...at, key]),
    );
  });
}

/** What a condition compares with: texts, and what AWS reads as such. */
function valueChecks(values: unknown, path: Path): Finding[] {
  return each(values, path).flatMap(({ value, path: at }) =>
    typeof value === 'string' || isUnquoted(value)
      ? []
      : [{ path: at, message: 'has to be a text, or a list of texts' }],
  );
}

const operators = [
  ...['String', 'Arn'].flatMap((it) => [
    `${it}Equals`,
    `${it}NotEquals`,
    `${it}Like`,
    `${it}NotLike`,
  ]),
  ...['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'Bool', 'BinaryEquals', 'Null'],
  ...['Numeric', 'Date'].flatMap((it) =>
    ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map(
      (how) => `${it}${how}`,
    ),
  ),
  ...['IpAddress', 'NotIpAddress'],
];

function unknownOperator(written: string): string | undefined {
  const [, sets = '', operator = '', ifExists = ''] =
    /^(ForAllValues:|ForAnyValue:)?(.*?)(IfExists)?$/i.exec(written) ?? [];
  if (operators.some((it) => it.toLowerCase() === operator.toLowerCase())) return undefined;
  const meant = closest(operator, operators);
  const hint = meant ? `did you mean ${sets}${meant}${ifExists}?` : 'use one such as StringEquals';
  return `is not an operator of a condition: ${hint}`;
}

function tooLong(policy: unknown, path: Path): Finding[] {
  const { length } = JSON.stringify(policy) ?? '';
  if (length <= MOST_CHARACTERS) return [];
  return [{ path, message: `has ${length} characters: ECR allows ${MOST_CHARACTERS}` }];
}
