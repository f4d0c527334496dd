import type { TestContext } from 'vitest';

/** Skips a test where DuckDB, which is native, cannot be loaded. */
export async function requireDuckDb({ skip }: Pick<TestContext, 'skip'>): Promise<void> {
  const missing = await import('@duckdb/node-api').then(
    () => undefined,
    (error: Error) => error.message,
  );
  if (missing !== undefined) skip(`DuckDB cannot be loaded here: ${missing}`);
}
