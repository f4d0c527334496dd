import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { program } from '../../../cli/main.ts';
import { columnsOf } from '../../../cli/print/wrap.ts';
import { examples } from '../../../cli/program/examples.ts';
import { pathOf } from '../../../cli/program/help.ts';
import { runCli } from '../run.ts';

const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
const verbs = all(program).filter(
  (it) => !['credential', 'config', 'version'].includes(pathOf(it)),
);

describe('help', () => {
  test('of every verb has an example, and no verb that is none has', () => {
    expect(Object.keys(examples).sort()).toEqual(verbs.map(pathOf).sort());
  });

  const typed = Object.values(examples).flat();

  test.each(typed)('%s is understood', (line) => {
    const words = wordsOf(line);
    const printed: string[] = [];
    for (const command of all(program)) {
      command.exitOverride().configureOutput({ writeErr: (text) => printed.push(text) });
    }
    const found: string[] = [];
    for (const command of all(program)) command.action(() => void found.push(pathOf(command)));
    program.parse(words, { from: 'user' });
    expect(printed).toEqual([]);
    const [verb = ''] = found;
    expect(verb !== '' && words.join(' ').startsWith(verb)).toBe(true);
    expect(examples[verb] ?? examples['']).toBeDefined();
  });

  test.each([40, 60, 80, 120])('of every verb fits into %d columns, with no word lost', (width) => {
    for (const command of all(program)) {
      const text = helpOf(command, width);
      expect(text.split('\n').filter((it) => columnsOf(it) > width && /\S \S/.test(it))).toEqual(
        [],
      );
      const words = (it: string) => it.split(/\s+/).filter(Boolean);
      expect(words(text)).toEqual(words(helpOf(command, 500)));
    }
  });

  test.each([[[]], [['credential']], [['config']]])(
    'is what %j asks for, and is no error',
    async (args) => {
      const { stdout, stderr, code } = await runCli(args);
      expect(stdout).toMatch(/^Usage: ecr-steward/);
      expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    },
  );

  test.each(['--version', '-V', 'version'])('%s prints both versions', async (asked) => {
    const { stdout, stderr, code } = await runCli([asked]);
    expect(stdout).toMatch(/^ecr-steward \d+\.\d+\.\d+, Node\.js \d+\.\d+\.\d+\n$/);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  test.each([
    ['inventry', 'Did you mean inventory?'],
    ['aply', 'Did you mean apply?'],
    ['--regoin', 'Did you mean --region?'],
    ['--verson', 'Did you mean --version?'],
  ])('%s: %s', async (asked, answer) => {
    const { stdout, stderr, code } = await runCli([asked]);
    expect(stderr).toContain(answer);
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
  });
});

/** As the shell hands them over; what it does itself, such as `> file`, is left out. */
function wordsOf(line: string): string[] {
  const inner = /^source <\((.*)\)$/.exec(line)?.[1] ?? line;
  const [typed = ''] = inner.split(/ [<>|]/);
  const [npx, name, ...words] = typed.split(' ');
  expect([npx, name]).toEqual(['npx', 'ecr-steward']);
  return words;
}

function helpOf(command: Command, width: number): string {
  let text = '';
  command.configureOutput({
    getOutHelpWidth: () => width,
    writeOut: (it) => (text += it),
  });
  command.outputHelp();
  return text;
}
