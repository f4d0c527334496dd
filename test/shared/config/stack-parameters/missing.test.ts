import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { missingIn } from '../../../../shared/config/stack-parameters/missing.ts';
import { stackParametersOf } from '../../../../shared/config/stack-parameters/needed.ts';

const least = stackParametersOf(parseRegistryConfig('naming: {}'));
const denied = 'its functions get AccessDenied where they need it';

test('a stack lacks nothing for what it was deployed with, nor for less', () => {
  const most = {
    ...least,
    Naming: 'enforce',
    Repositories: 'enforce',
    Scanning: 'enforce',
    Cache: 'delete',
    UseEcs: 'on',
    UseFiles: 'uses/a/*,uses/b',
    SecretReading: 'on',
    OwnerTopics: 'a,b',
    WarmRepositories: '*',
  };
  expect(missingIn(most, most)).toEqual([]);
  expect(missingIn(least, most)).toEqual([]);
  const between = { Scanning: 'observe', Cache: 'enforce', UseFiles: 'uses/b', OwnerTopics: 'b' };
  expect(missingIn({ ...least, ...between, WarmRepositories: 'quay.io/*' }, most)).toEqual([]);
});

const { Parameters } = parse(readFileSync('resources/parameters.yml', 'utf8'), {
  logLevel: 'silent',
}) as { Parameters: Record<string, { AllowedValues?: string[] }> };
const switches = Object.entries(Parameters).flatMap(([name, { AllowedValues: values }]) =>
  values ? [{ name, values }] : [],
);

test.each(switches)('each value of $name is more than those before it', ({ name, values }) => {
  expect(values.length).toBeGreaterThan(1);
  for (const [index, value] of values.entries()) {
    const lacksIt = values.filter(
      (has) => missingIn({ [name]: value }, { [name]: has }).length > 0,
    );
    expect(lacksIt).toEqual(values.slice(0, index));
  }
});

test.each([
  [
    'Naming',
    'enforce',
    'observe',
    `the stack has Naming=observe, and registry.yml needs enforce: ${denied}`,
  ],
  [
    'Scanning',
    'observe',
    'off',
    `the stack has Scanning=off, and registry.yml needs observe: its functions do not run`,
  ],
  [
    'Scanning',
    'enforce',
    'observe',
    `the stack has Scanning=observe, and registry.yml needs enforce: ${denied}`,
  ],
  [
    'Cache',
    'delete',
    'enforce',
    `the stack has Cache=enforce, and registry.yml needs delete: ${denied}`,
  ],
  [
    'SecretReading',
    'on',
    'off',
    `the stack has SecretReading=off, and registry.yml needs on: its function does not run, and no secret can be read`,
  ],
  [
    'WarmRepositories',
    'a/*',
    '',
    `WarmRepositories of the stack lacks a/*: its function does not run`,
  ],
  [
    'UseInspector',
    'on',
    'off',
    `the stack has UseInspector=off, and registry.yml needs on: ${denied}`,
  ],
  ['UseFiles', 'uses/a,uses/b/*', 'uses/a', `UseFiles of the stack lacks uses/b/*: ${denied}`],
  ['CopyTopics', 'a,b,c', 'b', `CopyTopics of the stack lacks a, c: ${denied}`],
])('%s: %s is needed, and the stack has %s', (name, needs, has, message) => {
  expect(missingIn({ ...least, [name]: needs }, { ...least, [name]: has })).toEqual([message]);
});

test('what a stack does not say is not compared', () => {
  expect(missingIn({ ...least, OwnerTopics: 'a', Naming: 'enforce' }, {})).toEqual([]);
});
