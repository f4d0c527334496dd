import { globSync, readFileSync } from 'node:fs';
import type { DeclaredFunction } from '../facts/service.ts';
import { importsAmong, withoutImplied } from '../imports.ts';
import { above, alone, beside, folders, layers } from '../layers.ts';
import { block, code, table } from '../markdown.ts';

/** docs/architecture.md: the picture and the tables between its markers are generated, the rest is not. */
export function architecturePage(functions: readonly DeclaredFunction[]): string {
  return [
    ['picture', picture()],
    ['modules', modulesTable()],
    ['folders', foldersTable()],
    ['functions', functionsTable(functions)],
    ['beside', rowsOf(beside)],
  ].reduce(
    (text, [name = '', made = '']) => replaced(text, name, made),
    readFileSync('docs/architecture.md', 'utf8'),
  );
}

/** @throws Error where the page has no such markers. */
function replaced(text: string, name: string, made: string): string {
  const [begin, end] = [`<!-- BEGIN ${name}: npm run docs -->`, `<!-- END ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`docs/architecture.md has no ${begin} … ${end}`);
  return `${text.slice(0, from)}${begin}\n\n${made}\n\n${text.slice(to)}`;
}

/** The imports between modules as Mermaid, highest layer first. */
function picture(): string {
  const inLayers = layers.flatMap(({ modules }) => Object.keys(modules));
  const all = [...Object.keys(above), ...inLayers, ...Object.keys(alone)];
  const top = [...layers]
    .reverse()
    .map(({ name, modules }, index) =>
      group(`layer${layers.length - index}`, name, Object.keys(modules)),
    );
  const arrows = withoutImplied(importsAmong(all)).map(
    ([from, to]) => `  ${idOf(from)} --> ${idOf(to)}`,
  );
  const stand = Object.keys(alone).map((module) => `  ${node(module)}`);
  const first = Object.keys(above).map((module) => `  ${node(module)}`);
  return block('mermaid', ['flowchart TB', ...first, ...top, ...stand, ...arrows].join('\n'));
}

function group(id: string, name: string, modules: readonly string[]): string {
  const nodes = modules.map((module) => `    ${node(module)}`);
  return [`  subgraph ${id}["${name}"]`, ...nodes, '  end'].join('\n');
}

function node(module: string): string {
  return `${idOf(module)}["${module.replace('shared/', '')}"]`;
}

function idOf(module: string): string {
  return module.replaceAll(/\W/g, '_');
}

function modulesTable(): string {
  const rows = [...layers]
    .reverse()
    .flatMap(({ name, modules }) =>
      Object.entries(modules).map(([module, what]) => [name, code(`${module}/`), what]),
    );
  const own = Object.entries(above).map(([module, what]) => ['Command', code(`${module}/`), what]);
  const apart = Object.entries(alone).map(([module, what]) => ['Apart', code(`${module}/`), what]);
  return table(['Layer', 'Module', 'What is in it'], [...own, ...rows, ...apart]);
}

/** @throws Error for a folder without a description, and for a description without a folder. */
function foldersTable(): string {
  const there = globSync(['{cli,local}/*/', 'shared/*/*/'])
    .map((folder) => folder.replace(/\/$/, ''))
    .filter((folder) => globSync(`${folder}/**/*.ts`).length > 0);
  const unknown = there.filter((folder) => !(folder in folders));
  const gone = Object.keys(folders).filter((folder) => !there.includes(folder));
  if (unknown.length + gone.length > 0) {
    throw new Error(
      `layers.ts does not describe ${unknown.join(', ')}; not there: ${gone.join(', ')}`,
    );
  }
  return rowsOf(folders);
}

function rowsOf(described: Readonly<Record<string, string>>): string {
  return table(
    ['Folder', 'What is in it'],
    Object.entries(described).map(([folder, what]) => [code(`${folder}/`), what]),
  );
}

function functionsTable(functions: readonly DeclaredFunction[]): string {
  return table(
    ['Function', 'What it does'],
    functions.map(({ name, description }) => [
      `[${code(name)}](reference/functions.md#${name})`,
      description,
    ]),
  );
}
