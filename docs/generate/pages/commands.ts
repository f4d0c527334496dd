import { readFileSync } from 'node:fs';
import type { Argument, Command, Option } from 'commander';
import { program } from '../../../cli/main.ts';
import { examples } from '../../../cli/program/examples.ts';
import { pathOf } from '../../../cli/program/help.ts';
import { type CommandFacts, commandFacts, type Permission } from '../facts/command-facts.ts';
import { anchor, block, code, codes, generatedNote, page, plain, table } from '../markdown.ts';

/** docs/reference/commands.md: every verb, from its help. */
export function commandsPage(): string {
  const verbs = verbsOf(program);
  return page([
    generatedNote,
    '# Command reference',
    readFileSync(new URL('commands-intro.md', import.meta.url), 'utf8').trim(),
    ...[...Map.groupBy(verbs, groupOf)].flatMap(([group, those]) => [group, verbTable(those)]),
    '## Options of every verb',
    optionTable(program),
    ...verbs.flatMap(verbParts),
  ]);
}

/** All verbs, with those of groups such as `credential`, in the order of the help. */
export function verbsOf(command: Command): Command[] {
  const shown = command.createHelp().visibleCommands(command);
  return shown
    .filter((it) => it.name() !== 'help')
    .flatMap((it) => (it.commands.length > 0 ? verbsOf(it) : [it]));
}

/** The heading in the help: of a verb such as `config push`, that of `config`. */
function groupOf(command: Command): string {
  const { parent } = command;
  return parent === null || parent === program ? command.helpGroup() : groupOf(parent);
}

function verbTable(verbs: readonly Command[]): string {
  const rows = verbs.map((it) => [
    `[${code(pathOf(it))}](${anchor(pathOf(it))})`,
    plain(it.description()),
  ]);
  return table(['Verb', 'What it does'], rows);
}

/** @throws Error for a verb without facts. */
function factsOf(command: Command): CommandFacts {
  const facts = commandFacts[pathOf(command)];
  if (facts === undefined) throw new Error(`command-facts.ts has no entry for ${pathOf(command)}`);
  return facts;
}

function verbParts(command: Command): string[] {
  const path = pathOf(command);
  const facts = factsOf(command);
  const help = command.createHelp();
  const args = help.visibleArguments(command);
  const options = optionsOf(command);
  return [
    `## ${path}`,
    `${sentence(command.description())}`,
    block('text', `npx ecr-steward ${[path, command.usage()].join(' ').trim()}`),
    ...(args.length > 0 ? [table(['Argument', 'Meaning'], args.map(argumentRow))] : []),
    ...(options.length > 0 ? [optionTable(command)] : []),
    exitText(facts),
    permissionText(facts.permissions),
    'Examples:',
    block('text', (examples[path] ?? []).join('\n')),
  ];
}

function sentence(text: string): string {
  return `${plain(text.charAt(0).toUpperCase() + text.slice(1))}.`;
}

function optionsOf(command: Command): Option[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter(({ long }) => long !== '--help' || command === program);
}

function argumentRow(argument: Argument): string[] {
  const shown = argument.variadic ? `${argument.name()}…` : argument.name();
  return [code(shown), plain(withChoices(argument.description, argument.argChoices))];
}

function optionTable(command: Command): string {
  return table(
    ['Option', 'Meaning'],
    optionsOf(command).map((option) => [
      code(option.flags),
      plain(withChoices(withDefault(option), option.argChoices)),
    ]),
  );
}

/** The description with the default, as in the help. */
function withDefault({ description, defaultValue, negate }: Option): string {
  if (defaultValue === undefined || negate) return description;
  return `${description} (default: ${defaultValue})`;
}

function withChoices(description: string, choices: readonly string[] | undefined): string {
  return choices ? `${description} (${choices.join(', ')})` : description;
}

function exitText({ found, error }: CommandFacts): string {
  const codes = [
    '`0`: done',
    ...(found ? [`\`2\`: ${found}`] : []),
    `\`1\`: an error${error ? `, or ${error}` : ''}`,
  ];
  return `Exit codes: ${codes.join('; ')}.`;
}

function permissionText(permissions: readonly Permission[]): string {
  if (permissions.length === 0) return 'Permissions: none; it runs on this machine.';
  const lines = permissions.map(({ when, actions }) => {
    return `- ${when ? `${when}: ` : ''}${codes([...new Set(actions)])}`;
  });
  return ['Permissions:', '', ...lines].join('\n');
}
