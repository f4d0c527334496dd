import { history as entries } from '../../shared/actions/history.ts';
import { ownerOf } from '../../shared/actions/owner.ts';
import { compileGlob } from '../../shared/config/patterns/pattern.ts';
import { matches } from '../../shared/config/patterns/program.ts';
import type { Session } from '../aws/clients.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { inLedgerOf, ledgerOf } from '../aws/steward.ts';
import { printEntry } from '../print/answers/history.ts';
import { print, printJson } from '../print/print.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { isGlob, requireName } from '../program/repositories.ts';

export interface HistoryOptions extends GlobalOptions {
  /** How many days to show; default 7. */
  days: number;
  /** The stack whose audit log is shown; default: the one that owns the registry. */
  stack?: string;
}

/** `ecr-steward history [repository]`: each action, who did it, and its result; newest first. */
export function history(
  repository: string | undefined,
  options: HistoryOptions,
): Promise<ExitCode> {
  if (repository !== undefined) requireName(repository);
  return withSession(options, async (session) => {
    const found = await read(session, repository, options);
    if (options.json) printJson({ entries: found });
    else {
      for (const entry of found) printEntry(entry);
      if (found.length === 0) print(nothing(repository, options.days));
    }
    return exitCodes.done;
  });
}

async function read(
  session: Session,
  repository: string | undefined,
  { days, stack, config: file }: HistoryOptions,
) {
  const owner = stack === undefined ? await ownerOf(session.ecr) : { stack, file };
  const ledger = await ledgerOf(session, owner);
  const glob = repository !== undefined && isGlob(repository) ? compileGlob(repository) : undefined;
  const one = glob === undefined ? repository : undefined;
  const found = await inLedgerOf(ledger, 'the audit log', (it) =>
    Array.fromAsync(entries(it, { repository: one, days })),
  );
  return glob === undefined ? found : found.filter((it) => matches(glob, it.repository ?? ''));
}

function nothing(repository: string | undefined, days: number): string {
  const where = repository === undefined ? '' : ` on ${repository}`;
  const when = days === 1 ? 'day' : `${days} days`;
  return `No action${where} in the last ${when}. --days NUMBER shows older ones.`;
}
