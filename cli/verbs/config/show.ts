import { versionSource } from '../../../shared/config/active/versions.ts';
import { printExactly, printJson } from '../../print/print.ts';
import { type ExitCode, exitCodes } from '../../program/exit-codes.ts';
import { type InStackOptions, inStack } from './in-stack.ts';

/** `ecr-steward config show [version]`: the text as it was activated, so that it can be piped into a file. */
export function configShow(
  version: number | undefined,
  options: InStackOptions,
): Promise<ExitCode> {
  return inStack(options, async ({ session, table, stack }) => {
    const found = await versionSource(table, version);
    if (options.json) {
      printJson({ region: await session.ecr.config.region(), stack, ...found });
    } else printExactly(found.source);
    return exitCodes.done;
  });
}
