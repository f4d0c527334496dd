/**
 * Whether a parameter of the deployment is switched on: `true` or `false`, as text (`--param`) or as a boolean.
 *
 * @throws Error for anything else, so that a typing error does not silently leave it off.
 */
export function isOn(parameter: string, value: unknown): boolean {
  const text = String(value);
  if (text === 'true' || text === 'false') return text === 'true';
  const problem = `--param ${parameter}: is "${text}", not true or false`;
  // The framework prints the stack of an error in a resource file, which is no help here.
  throw Object.assign(new Error(problem), { stack: problem });
}
