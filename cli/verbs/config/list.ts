import { currentOf } from '../../../shared/config/active/current.ts';
import { listVersions } from '../../../shared/config/active/versions.ts';
import { printVersions } from '../../print/answers/config.ts';
import { print, printAside, printJson } from '../../print/print.ts';
import { asTyped } from '../../program/as-typed.ts';
import { type ExitCode, exitCodes } from '../../program/exit-codes.ts';
import { type InStackOptions, inStack } from './in-stack.ts';

/** `ecr-steward config list`: the last versions, newest first. */
export function configList(options: InStackOptions): Promise<ExitCode> {
  return inStack(options, async ({ session, table, stack }) => {
    const [versions, current] = await Promise.all([listVersions(table), currentOf(table)]);
    const active = current.version?.version;
    const problem = current.problem?.message;
    if (options.json) {
      const region = await session.ecr.config.region();
      const listed = versions.map((it) => ({ ...it, active: it.version === active }));
      printJson({ region, stack, versions: listed, ...(problem && { problem }) });
      return exitCodes.done;
    }
    if (problem) printAside(asTyped(`note: ${problem}`, options));
    if (versions.length > 0) printVersions(versions, active);
    else
      print(
        asTyped(`Stack ${stack} has no active configuration: npx ecr-steward config push`, options),
      );
    return exitCodes.done;
  });
}
