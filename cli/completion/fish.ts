import type { CompletedOption, CompletedVerb, Values } from './words.ts';

/** A script for fish: a line for each verb and option. */
export function fish(verbs: readonly CompletedVerb[]): string {
  const [top, ...others] = verbs;
  if (top === undefined) return '';
  const global = new Set(top.options.map(({ flags }) => flags.join()));
  const lines = [
    'complete -c ecr-steward -f',
    ...names(top),
    ...top.options.map((option) => optionLine(option)),
    ...others.flatMap((verb) => [
      ...names(verb),
      ...argumentLines(verb),
      ...verb.options
        .filter(({ flags }) => !global.has(flags.join()))
        .map((option) => optionLine(option, verb.path)),
    ]),
  ];
  return `# fish completion of ecr-steward\n${lines.join('\n')}\n`;
}

function names({ path, verbs }: CompletedVerb): string[] {
  const all = verbs.map(({ name }) => name).join(' ');
  const none = `not __fish_seen_subcommand_from ${all}`;
  const when = path === '' ? none : `${seen(path)}; and ${none}`;
  return verbs.map(
    ({ name, description }) =>
      `complete -c ecr-steward -n ${quoted(when)} -a ${name} -d ${quoted(description)}`,
  );
}

function argumentLines({ path, argument }: CompletedVerb): string[] {
  if (argument === undefined || argument === 'any') return [];
  return [`complete -c ecr-steward -n ${quoted(seen(path))} ${offer(argument)}`];
}

function optionLine({ flags, description, value }: CompletedOption, path?: string): string {
  const names = flags.map((it) =>
    it.startsWith('--') ? `-l ${it.slice(2)}` : `-s ${it.slice(1)}`,
  );
  const parts = [
    'complete -c ecr-steward',
    ...(path === undefined ? [] : [`-n ${quoted(seen(path))}`]),
    ...names,
    ...(value === undefined ? [] : [`-r ${offer(value)}`]),
    `-d ${quoted(description)}`,
  ];
  return parts.join(' ');
}

/** Both words of `credential set` have to be there. */
function seen(path: string): string {
  return path
    .split(' ')
    .map((it) => `__fish_seen_subcommand_from ${it}`)
    .join('; and ');
}

function offer(values: Values): string {
  if (values === 'any') return '-f';
  if (values === 'file') return '-F';
  if (values === 'folder') return `-f -a '(__fish_complete_directories)'`;
  return `-f -a '${values.choices.join(' ')}'`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
