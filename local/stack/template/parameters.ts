import { z } from 'zod';
import { StackDefinitionError } from '../errors.ts';
import { parseShape } from './shapes.ts';

/** A value of a parameter: text, also of a number; a list of texts where its type is a list. */
export type ParameterValue = string | readonly string[];

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const number = z.coerce.number();

/** The members of a parameter that have to do with its value. */
const shape = z.looseObject({
  Type: z.string({ error: 'every parameter has a Type' }),
  Default: text.optional(),
  AllowedValues: z.array(text).optional(),
  AllowedPattern: z.string().optional(),
  ConstraintDescription: z.string().optional(),
  MinLength: number.optional(),
  MaxLength: number.optional(),
  MinValue: number.optional(),
  MaxValue: number.optional(),
});

type Declared = z.output<typeof shape>;

/**
 * The values of a template's parameters: the given one, or its default, checked as CloudFormation checks it.
 *
 * @param declared the section `Parameters`
 * @param given by name; of a list, the text with commas
 * @throws StackDefinitionError for a value that is missing, not declared or not allowed
 */
export function parameterValues(
  declared: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, ParameterValue> {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(declared, name));
  if (unknown.length > 0) {
    const problem = `[${unknown.join(', ')}] do not exist in the template`;
    throw new StackDefinitionError('Parameters', problem);
  }
  const read = Object.entries(declared).map(([name, body]): [string, Declared] => [
    name,
    parseShape(shape, body, `Parameters.${name}`),
  ]);
  const missing = read.filter(([name, { Default }]) => (given[name] ?? Default) === undefined);
  if (missing.length > 0) {
    const problem = `[${missing.map(([name]) => name).join(', ')}] must have values`;
    throw new StackDefinitionError('Parameters', problem);
  }
  return new Map(
    read.map(([name, parameter]) => [
      name,
      parameterValue(name, parameter, given[name] ?? parameter.Default ?? ''),
    ]),
  );
}

function parameterValue(name: string, parameter: Declared, given: string): ParameterValue {
  const { Type: type, ConstraintDescription: description } = parameter;
  const path = `Parameters.${name}`;
  if (type.startsWith('AWS::SSM::')) {
    throw new StackDefinitionError(path, `the type ${type} is not supported locally`);
  }
  const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
  const values = isList ? given.split(',').map((item) => item.trim()) : [given];
  for (const value of values) {
    const problem = problemWith(value, parameter);
    if (problem === undefined) continue;
    const why =
      description === undefined ? problem : `failed to satisfy constraint: ${description}`;
    throw new StackDefinitionError(path, `"${value}" ${why}`);
  }
  return isList ? values : given;
}

/** What CloudFormation says of a value that it refuses. */
function problemWith(value: string, parameter: Declared): string | undefined {
  const { Type, AllowedValues: allowed, AllowedPattern: pattern } = parameter;
  if (/\bNumber\b/.test(Type)) {
    if (value.trim() === '' || Number.isNaN(Number(value))) return 'must be a number';
    const { MinValue: least = -Infinity, MaxValue: most = Infinity } = parameter;
    if (Number(value) < least) return `must be a number not less than ${least}`;
    if (Number(value) > most) return `must be a number not greater than ${most}`;
  }
  const { MinLength: shortest = 0, MaxLength: longest = Infinity } = parameter;
  if (value.length < shortest) return `must contain at least ${shortest} characters`;
  if (value.length > longest) return `must contain at most ${longest} characters`;
  if (allowed && !allowed.includes(value)) return `must be one of [${allowed.join(', ')}]`;
  if (pattern === undefined || new RegExp(`^(?:${pattern})$`).test(value)) return undefined;
  return `must match pattern ${pattern}`;
}
