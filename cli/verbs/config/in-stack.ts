import { ownerOf } from '../../../shared/actions/owner.ts';
import type { ConfigurationTable } from '../../../shared/config/active/table.ts';
import { StewardError } from '../../../shared/runtime/errors.ts';
import type { Session } from '../../aws/clients.ts';
import { type GlobalOptions, withSession } from '../../aws/session.ts';
import { inLedgerOf, ledgerOf } from '../../aws/steward.ts';
import type { ExitCode } from '../../program/exit-codes.ts';

export interface InStackOptions extends GlobalOptions {
  /** Default: the one that owns the registry, of whichever file. */
  stack?: string;
}

/** The stack whose functions work with the configuration. */
export interface InStack {
  session: Session;
  table: ConfigurationTable;
  stack: string;
}

/**
 * Calls `work` with the ledger of the named stack, or of the one that owns the registry. With --stack it calls nothing
 * of ECR.
 *
 * @throws StewardError in a dry run, without a stack, or without its ledger.
 */
export function inStack(
  options: InStackOptions,
  work: (of: InStack) => Promise<ExitCode>,
): Promise<ExitCode> {
  requireAccount(options);
  return withSession(options, async (session) => {
    const stack = options.stack ?? (await ownerOf(session.ecr))?.stack;
    return withTable(session, stack, (table) => work({ session, table, stack: stack ?? '' }));
  });
}

/** @throws StewardError in a dry run. */
export function requireAccount({ registry }: GlobalOptions): void {
  if (registry === undefined) return;
  throw new StewardError(
    '--registry is a dry run, which has no functions and no active configuration. To check registry.yml on a ' +
      'snapshot: npx ecr-steward check',
  );
}

/** @throws StewardError without a stack, or without its ledger. */
export async function withTable(
  session: Session,
  stack: string | undefined,
  work: (table: ConfigurationTable) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (stack === undefined) {
    throw new StewardError(
      'no stack has marked this registry as its own yet: name the stack whose functions are meant with --stack NAME. ' +
        'If none is deployed, run npm run deploy first',
    );
  }
  const ledger = await ledgerOf(session, { stack, file: '' });
  return inLedgerOf(ledger, 'the active configuration', work);
}
