import { MissingVariableError } from './errors.ts';

/** Reads a required environment variable; an empty one counts as unset. Throws MissingVariableError. */
export function requireVariable(name: string): string {
  const value = process.env[name];
  if (!value) throw new MissingVariableError(name);
  return value;
}
