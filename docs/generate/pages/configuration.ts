import { readFileSync } from 'node:fs';
import { examplesOf } from '../examples.ts';
import { configurationRights, nestedRights, onlyWith } from '../facts/configuration-rights.ts';
import { limitsTable } from '../facts/limits-table.ts';
import { blockNames, type Group, groupsOf, type Key } from '../facts/schema-keys.ts';
import { anchor, block, code, codes, generatedNote, page, plain, table } from '../markdown.ts';

/** docs/reference/configuration.md: every key of registry.yml. */
export function configurationPage(): string {
  return page([
    generatedNote,
    '# Configuration reference',
    readFileSync(new URL('configuration-intro.md', import.meta.url), 'utf8').trim(),
    blockNames.map((name) => `[${code(name)}](${anchor(name)})`).join(' · '),
    ...blockNames.flatMap(blockParts),
  ]);
}

function blockParts(name: string): string[] {
  const [first, ...nested] = groupsOf(name);
  if (first === undefined) return [];
  return [
    `## ${name}`,
    plain(first.description),
    ...examplesOf(name).map((text) => block('yaml', text)),
    ...(name === 'limits' ? [limitsTable()] : [keyTable(first), ...nested.flatMap(groupParts)]),
    ...rightsParts(name as keyof typeof configurationRights),
  ];
}

function groupParts(group: Group): string[] {
  return [`### ${code(group.path)}`, plain(group.description), keyTable(group)];
}

function keyTable({ keys }: Group): string {
  return table(
    ['Key', 'Type', 'Default', 'Meaning'],
    keys.map((key) => [code(key.name), key.type, defaultOf(key), meaningOf(key)]),
  );
}

/** From the description, which also explains it; else from the schema. */
function defaultOf({ required, default: value, description }: Key): string {
  if (required) return '**required**';
  const [, said] = lastSentence.exec(description) ?? [];
  if (said === undefined) return value === undefined ? '–' : code(value);
  const [, first = '', rest = ''] = /^:? (\[[^\]]*\]|\{\}|[^,;:]+)(.*)$/.exec(said) ?? [];
  const isValue = /^([[{].*|[0-9.]+|[A-Z0-9_]+|true|false)$/.test(first) || first === value;
  return `${isValue ? code(first) : plain(first)}${plain(rest)}`;
}

/** Every description ends with the default: `Default 24h.`, `Default: none.` */
const lastSentence = / Default(:? (?:[^.]|\.(?! |$))+)\.(?: |$)/;

/** Formats the values that a description explains, each before a colon, as code. */
function meaningOf({ description, values }: Key): string {
  const text = plain(` ${description}`.replace(lastSentence, ' ').trim());
  if (values.length === 0) return text;
  const explained = new RegExp(
    `(^|[.;] )(${values.map(plain).map(RegExp.escape).join('|')}):`,
    'g',
  );
  return text.replace(
    explained,
    (_, before, value) => `${before}${code(value.replace('\\', ''))}:`,
  );
}

function rightsParts(name: keyof typeof configurationRights): string[] {
  const { functions, verbs, always } = configurationRights[name];
  const rows = [
    ...(always.length > 0 ? [['any', codes(always)]] : []),
    ...groupsOf(name).flatMap(({ path }) => rightsRows(name, path)),
  ];
  const users = [
    name === 'alerts' ? 'all functions but `unknown-event`' : listed(functions, 'functions.md'),
    listed(verbs, 'commands.md'),
  ];
  return [
    `Read by ${users.filter((it) => it !== '').join('; ')}.`,
    ...(rows.length > 0 ? [table(['Key', 'API calls and rights'], rows)] : []),
  ];
}

function rightsRows(name: keyof typeof configurationRights, path: string): string[][] {
  const own = path === name || path === `${name}[]` ? configurationRights[name].keys : undefined;
  const rights: Readonly<Record<string, readonly string[]>> = own ?? nestedRights[path] ?? {};
  return Object.entries(rights).flatMap(([key, actions]) => {
    if (actions.length === 0) return [];
    const only = onlyWith[`${path}.${key}`];
    return [[code(`${path}.${key}`), `${codes(actions)}${only ? ` (only with ${only})` : ''}`]];
  });
}

function listed(names: readonly string[], file: string): string {
  return names.map((name) => `[${code(name)}](${file}${anchor(name)})`).join(', ');
}
