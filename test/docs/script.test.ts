import { expect, test } from 'vitest';
import { consoleCommands, foreignPrograms, isServer, shellCommands } from './script.ts';

test('a console block is commands, each with its output', () => {
  const block = '$ one \\\n    --more\nfirst\n\nsecond\n$ two # exit 2\n$ three';
  expect(consoleCommands(block)).toEqual([
    { text: 'one \\\n    --more', output: 'first\n\nsecond\n' },
    { text: 'two # exit 2', output: '', code: 2 },
    { text: 'three', output: '' },
  ]);
});

test('output without a command is refused', () => {
  expect(() => consoleCommands('printed\n$ one')).toThrow('output without a command');
});

test('a shell block is one script, but for a local AWS in it', () => {
  expect(shellCommands('one\ntwo')).toEqual([{ text: 'set -e\none\ntwo', code: 0 }]);
  expect(shellCommands('one\nnpx ecr-steward local\ntwo').map(({ text }) => text)).toEqual([
    'set -e\none',
    'npx ecr-steward local',
    'set -e\ntwo',
  ]);
});

test.each([
  ['npx ecr-steward local --data x', true],
  ['npx ecr-steward local --help', false],
  ['npx ecr-steward check', false],
])('%s keeps running: %s', (command, keeps) => {
  expect(isServer(command)).toBe(keeps);
});

test.each([
  ['aws ecr describe-repositories', ['aws']],
  ['npx ecr-steward plan --json | jq .rules', ['jq']],
  ['export ID=$(aws sts get-caller-identity)', ['aws']],
  ['AWS_REGION=x aws ecr list-images && docker pull y', ['aws', 'docker']],
  ['npx ecr-steward doctor docker.io/redis:7 --no-docker', []],
  ['echo aws', []],
])('%s calls %j', (script, programs) => {
  expect(foreignPrograms(script)).toEqual(programs);
});
