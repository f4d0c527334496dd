import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { wordsOf } from '../../cli/completion/words.ts';
import { program } from '../../cli/main.ts';
import { bareEnvironment, collect, folder, runCli } from './run.ts';

const onTerminal = fileURLToPath(new URL('terminal.py', import.meta.url));
const place = mkdtempSync(join(folder, 'completion-'));
const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];
const scriptOf = (shell: Shell) => join(place, `completion.${shell}`);
const has = (program: string) => spawnSync(program, ['--version']).status === 0;
const requires = (program: string, { skip }: Pick<TestContext, 'skip'>) =>
  skip(!has(program), `${program} is not here`);

beforeAll(async () => {
  for (const name of ['team registry.yml', 'today.json']) writeFileSync(join(place, name), '');
  mkdirSync(join(place, 'kept'));
  for (const shell of shells) {
    const { stdout, code } = await runCli(['completion', shell]);
    expect(code).toBe(0);
    writeFileSync(scriptOf(shell), stdout);
  }
});

/** What bash offers where the line ends, as its own completion calls the function. */
function offeredByBash(line: string): string[] {
  const words = line.split(/(?<==)|(?==)| /);
  const script = `source '${scriptOf('bash')}'; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _ecr_steward; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', ...words], { cwd: place });
  expect(stderr.toString().replace(/.*compopt: not currently executing.*\n/, '')).toBe('');
  return stdout.toString().split('\n').filter(Boolean).sort();
}

const lines: [line: string, offered: string[]][] = [
  ['ecr-steward in', ['init', 'inventory']],
  ['ecr-steward --json -c x.yml inv', ['inventory']],
  ['ecr-steward inventory --fo', ['--folder', '--format']],
  ['ecr-steward inventory --format ', ['csv', 'json', 'ndjson', 'parquet', 'table']],
  ['ecr-steward inventory --format=j', ['json']],
  ['ecr-steward plan --format ', ['json', 'markdown', 'text']],
  ['ecr-steward check --format=s', ['sarif']],
  [
    'ecr-steward allow --list ',
    [
      ...[
        'baseline',
        'cache',
        'naming',
        'registry',
        'repositories',
        'retention',
        'scanning',
        'shield',
      ],
      ...['unused-repositories', 'usage'],
    ],
  ],
  ['ecr-steward credential ', ['help', 'set']],
  ['ecr-steward credential set --u', ['--username']],
  ['ecr-steward --registry today.json plan --p', ['--profile']],
  ['ecr-steward plan --config t', ['team registry.yml', 'today.json']],
  ['ecr-steward plan -c=to', ['today.json']],
  ['ecr-steward local --data k', ['kept']],
  ['ecr-steward snapshot to', ['today.json']],
  ['ecr-steward completion f', ['fish']],
  ['ecr-steward check team', []],
  ['ecr-steward check base', []],
  ['ecr-steward --profile ', []],
];

test.for(lines)('bash: %s', ([line, offered], context) => {
  requires('bash', context);
  expect(offeredByBash(line)).toEqual(offered);
});

test.for(lines)('fish: %s', ([line, offered], context) => {
  requires('fish', context);
  const script = `source '${scriptOf('fish')}'; complete -C ${JSON.stringify(line)}`;
  const { stdout } = spawnSync('fish', ['--no-config', '-c', script], {
    cwd: place,
    env: bareEnvironment(),
  });
  const words = stdout.toString().split('\n').filter(Boolean);
  const names = words.map((it) =>
    it
      .split('\t')[0]
      ?.replace(/^-.*=(?=.)|\/$/g, '')
      .replaceAll('\\', ''),
  );
  expect(names.filter((it) => it !== '').sort()).toEqual(offered);
});

describe('typed on a terminal', () => {
  const typed = 'ecr-steward inv\t--form\tcs\t-c team\t\n';
  const shown = '<inventory><--format><csv><-c><team registry.yml>';
  const start = {
    bash: ['bash', '--rcfile', join(place, 'rc.bash'), '-i'],
    zsh: ['zsh', '-i'],
  } as const;

  test.for(['bash', 'zsh'] as const)('%s completes', async (shell, context) => {
    for (const it of [shell, 'python3']) requires(it, context);
    const rc = `ecr-steward() { printf '<%s>' "$@"; exit; }\nPS1='rea''dy> '\n`;
    const before = shell === 'zsh' ? 'autoload -U compinit; compinit -u -D\n' : '';
    const file = join(place, shell === 'zsh' ? '.zshrc' : 'rc.bash');
    writeFileSync(file, `${before}source '${scriptOf(shell)}'\n${rc}`);
    const child = spawn('python3', [onTerminal, typed, ...start[shell]], {
      cwd: place,
      env: { ...bareEnvironment(), TERM: 'xterm', PROMPT: 'ready> ', ZDOTDIR: place, WIDTH: '120' },
    });
    expect(stripVTControlCharacters((await collect(child)).stdout)).toContain(shown);
  });
});

test('an option that takes a value is known as such by every verb', () => {
  const kinds = new Map<string, string>();
  for (const { flags, value } of wordsOf(program).flatMap(({ options }) => options)) {
    for (const flag of flags) {
      const kind = Object.keys(value ?? {}).includes('choices') ? 'choices' : `${value}`;
      expect(`${flag} ${kinds.get(flag) ?? kind}`).toBe(`${flag} ${kind}`);
      kinds.set(flag, kind);
    }
  }
});
