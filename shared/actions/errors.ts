import { StewardError } from '../runtime/errors.ts';
import { explain } from '../runtime/explain.ts';

/** The ledger cannot be read or written: an action that cannot be counted and recorded is not done. */
export class LedgerUnreachableError extends StewardError {
  override name = 'LedgerUnreachableError' as const;

  constructor(options: { cause: unknown }) {
    const why = explain(options.cause) ?? String(options.cause);
    super(`the ledger cannot be read or written, so nothing was done: ${why}`, options);
  }
}

/** Runs a call of the ledger. @throws LedgerUnreachableError */
export async function inLedger<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    throw new LedgerUnreachableError({ cause });
  }
}
