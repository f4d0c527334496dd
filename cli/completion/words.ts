import type { Command, Option } from 'commander';
import { pathOf } from '../program/help.ts';

/** The values that can be completed: names, a file, a folder, or none that are known. */
export type Values = { choices: readonly string[] } | 'file' | 'folder' | 'any';

export interface CompletedOption {
  /** `-c`, `--config` */
  flags: readonly string[];
  description: string;
  /** Absent where the option takes no value. */
  value?: Values;
}

/** Everything that can follow a verb. */
export interface CompletedVerb {
  /** `inventory`, `credential set`; empty for the command itself. */
  path: string;
  verbs: readonly { name: string; description: string }[];
  options: readonly CompletedOption[];
  /** The values of the first argument; undefined without one. */
  argument: Values | undefined;
}

/** All verbs with what can follow them; the command itself is the first. */
export function wordsOf(command: Command): CompletedVerb[] {
  const help = command.createHelp();
  const verbs = help.visibleCommands(command);
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
  const own = {
    path: pathOf(command),
    verbs: verbs.map((it) => ({ name: it.name(), description: it.description() })),
    // Only the command itself has --version.
    options: options
      .filter(({ long }) => long !== '--version' || command.parent === null)
      .map(optionWords),
    argument: argumentOf(command),
  };
  return [own, ...verbs.filter((it) => it.name() !== 'help').flatMap(wordsOf)];
}

function optionWords({ short, long, description, required, flags, argChoices }: Option) {
  const names = [short, long].filter((it) => it !== undefined);
  const value = valuesOf(/<(.*)>/.exec(flags)?.[1] ?? '', argChoices);
  return { flags: names, description, ...(required && { value }) };
}

function argumentOf({ registeredArguments: [first] }: Command): Values | undefined {
  return first && valuesOf(first.name(), first.argChoices);
}

function valuesOf(name: string, choices?: readonly string[]): Values {
  if (choices) return { choices };
  if (/file|\.json/.test(name)) return 'file';
  return name === 'folder' ? 'folder' : 'any';
}
