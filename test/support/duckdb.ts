import type { TestContext } from 'vitest';

/** Why DuckDB, which is native, cannot be loaded here; undefined where it can. */
export const duckDbProblem: string | undefined = await import('@duckdb/node-api').then(
  () => undefined,
  (error: Error) => error.message,
);

/** Skips a test where DuckDB cannot be loaded. */
export function requireDuckDb({ skip }: Pick<TestContext, 'skip'>): void {
  if (duckDbProblem !== undefined) skip(`DuckDB cannot be loaded here: ${duckDbProblem}`);
}
