import type { Holds, Resolve } from './intrinsics.ts';
import { parseShape, shapes } from './shapes.ts';

/** The outputs of a stack by name, those whose condition holds. */
export function outputsOf(
  declared: Readonly<Record<string, unknown>>,
  resolve: Resolve,
  holds: Holds,
): Readonly<Record<string, string>> {
  const outputs = Object.entries(declared).flatMap(([name, body]) => {
    const path = `Outputs.${name}`;
    const { Condition, Value } = parseShape(shapes.output, body, path);
    if (Condition !== undefined && !holds(Condition, path)) return [];
    const value = parseShape(shapes.outputValue, resolve(Value, `${path}.Value`), `${path}.Value`);
    return [[name, value] as const];
  });
  return Object.fromEntries(outputs);
}
