import { ownerFile } from '../../../shared/actions/owner.ts';
import { withSession } from '../../aws/session.ts';
import { stewardOf } from '../../aws/steward.ts';
import type { AskOptions } from '../../program/agreed.ts';
import { loadSource } from '../../program/config.ts';
import type { ExitCode } from '../../program/exit-codes.ts';
import { activateAfterAsking } from './activate.ts';
import { type InStackOptions, requireAccount, withTable } from './in-stack.ts';

/** `ecr-steward config push`: makes registry.yml the one that functions work with. */
export function configPush(options: InStackOptions & AskOptions): Promise<ExitCode> {
  requireAccount(options);
  const source = loadSource(options);
  return withSession(options, async (session) => {
    const { owner } = await stewardOf(session, options);
    const stack = options.stack ?? owner?.stack;
    const candidate = { source, file: ownerFile(options.config), name: options.config };
    return withTable(session, stack, (table) =>
      activateAfterAsking({ session, table, stack: stack ?? '' }, candidate, options),
    );
  });
}
