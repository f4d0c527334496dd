import { createRequire } from 'node:module';

/** The framework reports its own class in one line, and any other error with its stack. */
const FrameworkError = createRequire(import.meta.url)('serverless/lib/serverless-error.js') as new (
  message: string,
  code: string,
) => Error;

/**
 * Whether a parameter of the deployment is switched on: `true` or `false`, as text (`--param`) or as a boolean.
 *
 * @throws the framework's error for anything else, so that a typing error does not silently leave it off.
 */
export function isOn(parameter: string, value: unknown): boolean {
  const text = String(value);
  if (text === 'true' || text === 'false') return text === 'true';
  const problem = `--param ${parameter}: is "${text}", not true or false`;
  throw new FrameworkError(problem, 'INVALID_PARAMETER');
}
