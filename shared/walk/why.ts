import { explain } from '../runtime/explain.ts';

/**
 * Why something has failed, without the name of a class: a bundle shortens it. An execution of Lambda throws an error of
 * its own, with that of the work as its cause.
 */
export function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return explain(error) ?? explain(error.cause) ?? error.message;
}
