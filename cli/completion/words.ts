import type { Command, Option } from 'commander';
import { pathOf } from '../program/help.ts';

/** What may stand in a place: names, a file, a folder, or what nobody can know. */
export type Values = { choices: readonly string[] } | 'file' | 'folder' | 'any';

export interface CompletedOption {
  /** `-c`, `--config` */
  flags: readonly string[];
  description: string;
  /** Of one that takes a value. */
  value?: Values;
}

/** What can be typed after a verb. */
export interface CompletedVerb {
  /** `inventory`, `credential set`; nothing for the command itself. */
  path: string;
  verbs: readonly { name: string; description: string }[];
  options: readonly CompletedOption[];
  /** Of its first argument, or undefined without one. */
  argument: Values | undefined;
}

/** What can be typed where, by verb; the command itself is the first. */
export function wordsOf(command: Command): CompletedVerb[] {
  const help = command.createHelp();
  const verbs = help.visibleCommands(command);
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
  const own = {
    path: pathOf(command),
    verbs: verbs.map((it) => ({ name: it.name(), description: it.description() })),
    // The version is asked of the command itself.
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
