import { PolicyError } from './errors.ts';
import { operators } from './operators.ts';
import type { Context } from './pattern.ts';

/** Does a condition hold for a request? */
export type Condition = (context: Context) => boolean;

/** The `Condition` of a statement: values by key by operator. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const form = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

/**
 * Compiles the `Condition` of a statement: all keys of all operators have to hold.
 *
 * @throws PolicyError for an operator that IAM does not have
 */
export function compileCondition(block: ConditionBlock, variables: boolean): Condition {
  const all = Object.entries(block).flatMap(([name, keys]) =>
    Object.entries(keys).map(([key, values]) => compileKey(name, key, values, variables)),
  );
  return (context) => all.every((holds) => holds(context));
}

function compileKey(name: string, key: string, values: unknown, variables: boolean): Condition {
  const [, set, base = '', ifExists] = form.exec(name) ?? [];
  const wanted = [values].flat().map(String);
  const own = key.toLowerCase();
  if (base === 'Null') return isMissing(own, wanted);
  const operator = operators.get(base);
  if (!operator) throw new PolicyError(`there is no condition operator ${name}`);
  const tests = wanted.map((value) => operator.compile(value, variables));
  const { negated } = operator;
  const isWithout =
    ifExists !== undefined || (set === undefined ? negated : set === 'ForAllValues');
  return (context) => {
    const given = context.get(own) ?? [];
    if (given.length === 0) return isWithout;
    const fits = (value: string) => tests.some((matches) => matches(value, context)) !== negated;
    const isEach = set === undefined ? negated : set === 'ForAllValues';
    return isEach ? given.every(fits) : given.some(fits);
  };
}

function isMissing(key: string, wanted: readonly string[]): Condition {
  return (context) => wanted.includes(String((context.get(key) ?? []).length === 0));
}
