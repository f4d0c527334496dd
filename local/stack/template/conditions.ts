import { StackDefinitionError } from '../errors.ts';
import type { Holds, Resolve } from './intrinsics.ts';

/**
 * The conditions of a template, each evaluated when it is first asked for: `Fn::Equals`, `Fn::And`, `Fn::Or`,
 * `Fn::Not`, and `Condition` for another one.
 *
 * @param resolve resolves what is compared; as in CloudFormation, only parameters are known to it, no resources
 */
export function createConditions(
  conditions: Readonly<Record<string, unknown>>,
  resolve: Resolve,
): Holds {
  const known = new Map<string, boolean>();
  const inWork = new Set<string>();

  function holds(name: string, path: string): boolean {
    const earlier = known.get(name);
    if (earlier !== undefined) return earlier;
    const expression = conditions[name];
    if (!Object.hasOwn(conditions, name)) {
      const names = Object.keys(conditions).join(', ') || 'none';
      throw new StackDefinitionError(path, `there is no condition "${name}"; there is ${names}`);
    }
    const own = `Conditions.${name}`;
    if (inWork.has(name)) throw new StackDefinitionError(own, 'depends on itself');
    inWork.add(name);
    const result = evaluate(expression, own);
    inWork.delete(name);
    known.set(name, result);
    return result;
  }

  function evaluate(expression: unknown, path: string): boolean {
    const [entry, ...others] = Object.entries(Object(expression));
    const [key, argument] = entry ?? [];
    if (key === undefined || others.length > 0) {
      throw new StackDefinitionError(path, 'must be one of Condition, Fn::Equals, Fn::And, …');
    }
    const each = (least: number, most: number) =>
      operands(argument, key, path, least, most).map((it, at) =>
        evaluate(it, `${path}.${key}[${at}]`),
      );
    switch (key) {
      case 'Condition':
        return holds(String(argument), path);
      case 'Fn::Equals': {
        const [one, other] = operands(argument, key, path, 2, 2).map((it) => resolve(it, path));
        return asText(one) === asText(other);
      }
      case 'Fn::And':
        return each(2, 10).every(Boolean);
      case 'Fn::Or':
        return each(2, 10).some(Boolean);
      case 'Fn::Not':
        return each(1, 1)[0] === false;
      default:
        throw new StackDefinitionError(path, `${key} is not supported locally in a condition`);
    }
  }

  return holds;
}

function operands(
  argument: unknown,
  key: string,
  path: string,
  least: number,
  most: number,
): readonly unknown[] {
  const list = Array.isArray(argument) ? argument : [];
  if (list.length >= least && list.length <= most) return list;
  const count = least === most ? String(least) : `${least} to ${most}`;
  throw new StackDefinitionError(path, `${key} takes a list of ${count}`);
}

/** To CloudFormation, `true` and "true" are the same. */
function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
