import { Command } from 'commander';
import { cacheCommands } from './commands/cache.ts';
import { configurationCommands } from './commands/configuration.ts';
import { declaredCommands } from './commands/declared.ts';
import { enforcementCommands } from './commands/enforcement.ts';
import { localCommands } from './commands/local.ts';
import { registryCommands } from './commands/registry.ts';
import { rulesCommands } from './commands/rules.ts';
import { printAside } from './print/print.ts';
import { accountId, filled } from './program/arguments.ts';
import { DEFAULT_CONFIG } from './program/defaults.ts';
import { exitCodes } from './program/exit-codes.ts';
import { why } from './program/failure.ts';
import { helpIfAlone, helpLayout, helpWidths } from './program/help.ts';
import { armInterrupts } from './program/interrupt.ts';
import { reportMisuse } from './program/misuse.ts';
import { versionLine } from './program/version.ts';

/** All verbs and their options. */
export const program = new Command('ecr-steward')
  .description('Housekeeping for Amazon ECR, from one file: registry.yml')
  .option('-c, --config <file>', 'the file that declares the registry', filled, DEFAULT_CONFIG)
  .option('--profile <name>', 'the profile of ~/.aws to use', filled)
  .option('--region <name>', 'the region of the registry', filled)
  .option('--account <id>', 'refuse to work on any other account', accountId)
  .option('--registry <file>', 'work on a snapshot (a dry run) instead of an AWS account', filled)
  .option('--json', 'print one JSON object')
  .option('--debug', 'show the stack trace of an error')
  .version(versionLine(), '-V, --version', 'show the version')
  .configureHelp(helpLayout)
  .configureOutput({ outputError: reportMisuse, ...helpWidths });

// In the order in which help shows them.
registryCommands(program);
rulesCommands(program);
declaredCommands(program);
cacheCommands(program);
configurationCommands(program);
enforcementCommands(program);
localCommands(program);

helpIfAlone(program);

// `| head` closes the pipe early: the work still ends, and the rest of the output is dropped. On a full disk likewise, but
// what is in the file is not the answer.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || process.listenerCount('exit', failed) > 0) return;
  process.once('exit', failed);
  printAside(`error: cannot write the answer: ${why(error)}. Write it somewhere else`);
});

function failed(): void {
  process.exitCode = exitCodes.error;
}

/** Runs the verb that the command line of this process names, and sets its exit code. */
export async function main(): Promise<void> {
  armInterrupts();
  await program.parseAsync();
}

if (import.meta.main) await main();
