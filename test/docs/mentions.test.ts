import { expect, test } from 'vitest';
import { explainsKey, explainsName, explainsVerb, mentionsIn } from './mentions.ts';
import { parsePage } from './page.ts';

const page = parsePage(
  'docs/some.md',
  [
    'The key `naming:` and `limits.delete`, the verb `warm PREFIX`, the alert `tags.moved`.',
    '```yaml\nnaming: {}\nuse: {}\n```',
    '```yaml other\nlimits: {}\n```',
    '```console\n$ npx ecr-steward plan\nscanning.held undo\n```',
  ].join('\n\n'),
);
const mentions = mentionsIn([page]);

test.each([
  ['naming', true],
  ['limits', false],
  ['use', false],
  ['inventory', false],
])('the key %s is explained: %s', (key, isSo) => {
  expect(explainsKey(mentions, key)).toBe(isSo);
});

test.each([
  ['warm', true],
  ['plan', true],
  ['undo', false],
  ['war', false],
])('the verb %s is explained: %s', (verb, isSo) => {
  expect(explainsVerb(mentions, verb)).toBe(isSo);
});

test.each([
  ['tags.moved', true],
  ['tags', false],
  ['scanning.held', false],
])('the name %s is explained: %s', (name, isSo) => {
  expect(explainsName(mentions, name)).toBe(isSo);
});
