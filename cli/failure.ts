import { explain } from '../shared/runtime/explain.ts';

/** What is printed of an error: one line that names the thing and what to do; all of it with --debug. */
export function failureLine(error: unknown, debug: boolean): string {
  if (debug && error instanceof Error) return error.stack ?? error.message;
  const told = explain(error);
  if (told !== undefined) return `error: ${told}`;
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `error: ${message} (a defect of ecr-steward: --debug shows where)`;
}
