import { expect, test } from 'vitest';
import { problemsOf } from './problems.ts';

const policy = (keys: string) =>
  `pullThroughCache: {rules: [{prefix: quay.io, upstream: quay, repositories: {policy: {Statement: [{Effect: Allow, Principal: "*", Action: "ecr:*", ${keys}}]}}}]}`;

test.each([
  ['1.10', 'a number'],
  ['2.0', 'a number'],
  ['6063e25', 'a number'],
  ['012345678901', 'a number'],
  ['0x1F', 'a number'],
  ['0o17', 'a number'],
  ['.5', 'a number'],
  ['+1', 'a number'],
  ['.inf', 'a number'],
  ['.NaN', 'a number'],
  ['12345678901234567890', 'a number'],
  ['true', 'true or false'],
  ['False', 'true or false'],
  ['null', 'nothing'],
  ['~', 'nothing'],
])('%s, where a text has to be, is shown as it is written', (written, kind) => {
  const told = `is ${written} without quotes, which is ${kind} to YAML: put it in quotes, "${written}"`;
  expect(problemsOf(`naming: {tags: [{rule: a, allow: [x, ${written}]}]}`)).toEqual([
    `1 naming.tags[0].allow[1]: ${told}`,
  ]);
  expect(problemsOf(`movedTags: [{mutable: [${written}]}]`)).toEqual([
    `1 movedTags[0].mutable[0]: ${told}`,
  ]);
});

test('words and dates that other YAML takes for something else are texts', () => {
  expect(
    problemsOf('naming: {tags: [{rule: a, allow: [yes, on, 1_000, 2026-11-27, 1:30]}]}'),
  ).toEqual([]);
});

test('of YAML 1.1, which a file may ask for, they are told', () => {
  expect(problemsOf('%YAML 1.1\n---\nnaming: {tags: [{rule: a, allow: [yes, 1:30]}]}')).toEqual([
    '3 naming.tags[0].allow[0]: is yes without quotes, which is true or false to YAML: put it in quotes, "yes"',
    '3 naming.tags[0].allow[1]: is 1:30 without quotes, which is a number to YAML: put it in quotes, "1:30"',
  ]);
});

test('what no quotes make right is told with what would', () => {
  expect(
    problemsOf('naming: {grace: 1e1}\ntargets: [{account: 0123, regions: [eu-west-1]}]'),
  ).toEqual([
    '1 naming.grace: 1e1 is not valid: a time such as 10m, 90s or 2h, at most 24h',
    '2 targets[0].account: 0123 is not valid: an account: 12 digits, in quotes',
  ]);
});

test('a number that is to be one is told as it is written', () => {
  expect(problemsOf('inventory: {quotas: {repositories: 1.50, imagesPerRepository: "7"}}')).toEqual(
    [
      '1 inventory.quotas.repositories: is 1.50, not a whole number',
      '1 inventory.quotas.imagesPerRepository: is "7", not a number',
    ],
  );
});

test.each([
  ['naming: {1.10: x}', 'the key 1.10 is not a text to YAML: put it in quotes, "1.10"'],
  [
    'baseline: [{tags: {defaults: {012: x}}}]',
    'the key 012 is not a text to YAML: put it in quotes, "012"',
  ],
  ['naming: {~: x}', 'the key ~ is not a text to YAML: put it in quotes, "~"'],
  [
    'naming: {{ rules }}',
    'a key has to be a text: put it in quotes (also a value with braces, "{{ … }}")',
  ],
])('a key that is no text is told: %s', (text, message) => {
  expect(problemsOf(text)).toEqual([`1 : ${message}`]);
});

test('each is located where it stands: an item of a list, a key in braces, and one that is a reference', () => {
  expect(
    problemsOf('movedTags:\n  - mutable:\n      - a\n      - 1.10\n      - b\n      - 012'),
  ).toEqual([
    expect.stringMatching(/^4 movedTags\[0\]\.mutable\[1\]: is 1\.10 without quotes/),
    expect.stringMatching(/^6 movedTags\[0\]\.mutable\[3\]: is 012 without quotes/),
  ]);
  const odd = 'a key has to be a text: put it in quotes (also a value with braces, "{{ … }}")';
  expect(problemsOf('naming: {}\nbaseline:\n  {{ rules }}: x')).toContain(`3 : ${odd}`);
  expect(problemsOf('naming: &a {}\nbaseline:\n  *a : x')).toContain(`3 : ${odd}`);
});

test('an account that a reference leads to is told where it is referred to', () => {
  const text =
    'alerts: {ownerTag: &a 0123}\nuse: {sources: []}\ntargets: [{account: *a, regions: [eu-west-1]}]';
  expect(problemsOf(text)[1]).toBe(
    '3 targets[0].account: 0123 is not valid: an account: 12 digits, in quotes',
  );
});

test('in a policy a number is told where a name has to be, and where YAML makes another of it', () => {
  const own = 'Condition: {StringEquals: {"aws:SourceAccount": 012345678901}}';
  expect(problemsOf(policy(own))).toEqual([
    expect.stringContaining('aws:SourceAccount: is 012345678901 without quotes'),
  ]);
  expect(
    problemsOf(
      policy('Condition: {NumericLessThan: {"s3:x": 10}, Bool: {"aws:SecureTransport": false}}'),
    ),
  ).toEqual([]);
  expect(problemsOf(policy('Sid: 1.10'))).toEqual([
    expect.stringContaining('put it in quotes, "1.10"'),
  ]);
  const principal = policy('Sid: a').replace('Principal: "*"', 'Principal: {AWS: [111122223333]}');
  expect(problemsOf(principal)).toEqual([
    expect.stringContaining('Principal.AWS[0]: is 111122223333 without quotes'),
  ]);
});
