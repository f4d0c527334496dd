import { versionToRestore } from '../../../shared/config/active/versions.ts';
import type { AskOptions } from '../../program/agreed.ts';
import { printNotes } from '../../program/config.ts';
import type { ExitCode } from '../../program/exit-codes.ts';
import { activateAfterAsking } from './activate.ts';
import { type InStackOptions, inStack } from './in-stack.ts';

/** `ecr-steward config rollback [version]`: makes an earlier version active again. It reads no registry.yml. */
export function configRollback(
  version: number | undefined,
  options: InStackOptions & AskOptions,
): Promise<ExitCode> {
  return inStack(options, async (of) => {
    const restored = await versionToRestore(of.table, version);
    const { source, file, version: restores } = restored;
    const name = `version ${restores} (${file})`;
    printNotes(name, restored.notes);
    return activateAfterAsking(of, { source, file, restores, name }, options);
  });
}
