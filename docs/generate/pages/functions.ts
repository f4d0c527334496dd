import { readFileSync } from 'node:fs';
import { configurationRights } from '../facts/configuration-rights.ts';
import type { DeclaredFunction, Statement, Trigger } from '../facts/service.ts';
import { anchor, code, codes, generatedNote, page, plain, table } from '../markdown.ts';

/** docs/reference/functions.md: every function of the stack, from serverless.yml and resources/. */
export function functionsPage(functions: readonly DeclaredFunction[]): string {
  const common = commonTo(functions);
  return page([
    generatedNote,
    '# Function reference',
    readFileSync(new URL('functions-intro.md', import.meta.url), 'utf8').trim(),
    table(
      ['Function', 'What it does'],
      functions.map(({ name, description }) => [
        `[${code(name)}](${anchor(name)})`,
        plain(description),
      ]),
    ),
    '## Rights of every function',
    ['Each function has these.', ...functions.flatMap((it) => lacking(it, common))].join(' '),
    statementTable(common),
    ...functions.flatMap((it) => functionParts(it, common)),
  ]);
}

function functionParts(declared: DeclaredFunction, common: readonly Statement[]): string[] {
  const { name, description, triggers, statements } = declared;
  const known = new Set(common.map(textOf));
  const own = statements.filter((it) => !known.has(textOf(withoutName(it, name))));
  const blocks = Object.entries(configurationRights).filter(([, { functions }]) =>
    functions.some((it) => it === name),
  );
  return [
    `## ${code(name)}`,
    `${plain(description)}.`,
    triggers.map(triggerLine).join('\n'),
    settings(declared),
    ...(blocks.length > 0 ? [`Reads ${blocks.map(([it]) => linked(it)).join(', ')}.`] : []),
    ...(own.length > 0 ? ['Rights:', statementTable(own)] : []),
  ];
}

function lacking({ name, statements }: DeclaredFunction, common: readonly Statement[]): string[] {
  const own = new Set(statements.map((it) => textOf(withoutName(it, name))));
  const missing = common.filter((it) => !own.has(textOf(it)));
  return missing.length === 0
    ? []
    : [`${code(name)} lacks ${codes(missing.map(({ sid }) => sid))}.`];
}

function linked(block: string): string {
  return `[${code(block)}](configuration.md${anchor(block)})`;
}

function triggerLine({ description, schedule, detailTypes, only: needs }: Trigger): string {
  const how = schedule ? code(schedule) : codes(detailTypes);
  const only = needs ? `; only with ${needs}` : '';
  return `- ${plain(description)}${how ? `: ${how}` : ''}${only}`;
}

function settings({
  timeout,
  memory,
  retries,
  executionTimeout,
  bursts,
}: DeclaredFunction): string {
  const parts = [
    `Timeout ${timeout} s`,
    `memory ${memory} MB`,
    ...(retries === undefined ? [] : [`retried ${retries === 1 ? 'once' : `${retries} times`}`]),
    ...(executionTimeout ? [`one execution takes up to ${executionTimeout / 3600} hours`] : []),
    ...(bursts ? ['limited by `--param burst-concurrency`'] : []),
  ];
  return `${parts.join(', ')}.`;
}

function statementTable(statements: readonly Statement[]): string {
  return table(
    ['Statement', 'Actions', 'Resources'],
    statements.map(({ sid, actions, resources, only }) => [
      `${code(sid)}${only ? `, only with ${only}` : ''}`,
      codes(actions),
      codes(resources),
    ]),
  );
}

/** Statements that nearly all functions have, but for their own name in a resource. */
function commonTo(functions: readonly DeclaredFunction[]): Statement[] {
  const all = functions.flatMap(({ name, statements }) =>
    statements.map((it) => withoutName(it, name)),
  );
  const groups = [...Map.groupBy(all, textOf).values()];
  return groups.flatMap(([first, ...others]) =>
    first && others.length + 1 >= functions.length - 1 ? [first] : [],
  );
}

function withoutName(statement: Statement, name: string): Statement {
  const resources = statement.resources.map((it) => it.replace(`<stack>-${name}:`, '<function>:'));
  return { ...statement, resources };
}

function textOf(statement: Statement): string {
  return JSON.stringify(statement);
}
