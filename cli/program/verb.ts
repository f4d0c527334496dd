import type { Command } from 'commander';
import { printAside } from '../print/print.ts';
import { asTyped } from './as-typed.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { failureLine } from './failure.ts';
import { withFormat } from './format.ts';

/**
 * Loads a verb only when it is called, runs it and sets the exit code. A failure is one line on stderr.
 */
export function verb<Args extends unknown[]>(
  load: () => Promise<(...args: Args) => Promise<ExitCode>>,
) {
  return async (...parameters: unknown[]): Promise<void> => {
    const command = parameters.at(-1) as Command;
    const options = command.optsWithGlobals();
    try {
      const args = [...command.processedArgs, withFormat(options)] as Args;
      process.exitCode = await (await load())(...args);
    } catch (error) {
      printAside(asTyped(failureLine(error, Boolean(options.debug)), options));
      process.exitCode = exitCodes.error;
    }
  };
}
