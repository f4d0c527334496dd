import { code } from './markdown.ts';

/** The section Conditions of a template. */
export type Conditions = Readonly<Record<string, unknown>>;

/**
 * A condition on parameters of the stack, in words: `Naming=enforce`, or that a list is not empty.
 *
 * @returns undefined without a condition.
 * @throws Error for what no condition of this project is.
 */
export function conditionText(conditions: Conditions, name: unknown): string | undefined {
  return name === undefined ? undefined : text(conditions, conditions[String(name)]);
}

function text(conditions: Conditions, expression: unknown): string {
  const [[key, argument] = []] = Object.entries(Object(expression));
  const operands = Array.isArray(argument) ? argument : [];
  const [first, second] = operands;
  if (key === 'Condition') return text(conditions, conditions[String(argument)]);
  if (key === 'Fn::And') return operands.map((it) => text(conditions, it)).join(' and ');
  if (key === 'Fn::Or') return operands.map((it) => text(conditions, it)).join(' or ');
  if (key === 'Fn::Equals' && first?.Ref) return code(`${first.Ref}=${second}`);
  const [compared, value] = key === 'Fn::Not' ? (first?.['Fn::Equals'] ?? []) : [];
  if (compared?.Ref) return `${code(compared.Ref)} other than ${code(value)}`;
  const [, joined] = compared?.['Fn::Join'] ?? [];
  if (joined?.Ref && value === '') return code(joined.Ref);
  throw new Error(`no words for the condition ${JSON.stringify(expression)}`);
}
