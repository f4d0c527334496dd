import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { explains, parseExplained, stale } from '../../mutants/explained.ts';
import { mutantsOf } from '../../mutants/make.ts';
import { applied, print } from '../../mutants/mutant.ts';
import { noticed, type Outcome, table } from '../../mutants/results.ts';
import { shuffled } from '../../mutants/sample.ts';

const textsOf = (text: string) => mutantsOf('a.ts', text).map((mutant) => applied(text, mutant));

describe('mutants', () => {
  test.each<[string, string[]]>([
    ['x = a < b', ['x = a <= b', 'x = a >= b']],
    ['x = a >= b', ['x = a > b', 'x = a < b']],
    ['x = a === b', ['x = a !== b']],
    ['x = a /* === */ !== b', ['x = a /* === */ === b']],
    ['x = a && b', ['x = (a || b)']],
    ['x = (a || b) && c', ['x = ((a || b) || c)', 'x = ((a && b)) && c']],
    ['x = a ?? b', []],
    ['f(true)', ['f(false)']],
    ['if (!a) f()', ['if (a) f()']],
    ['x = !(a ?? b) + c', ['x = (a ?? b) + c']],
    ['x = (a) && ((b))', ['x = ((a) || ((b)))']],
    ['if (f(a)) g()', ['if (!(f(a))) g()']],
    ['x = a.b ? 1 : 2', ['x = !(a.b) ? 1 : 2']],
    ['if (await f()) g()', ['if (!(await f())) g()']],
    ["if ('a' in b) g()", ["if (!('a' in b)) g()"]],
    ['const x: true | A<B> = a as true;', []],
    ['interface A { b: true }', []],
    ['x = a! && (b satisfies C)', ['x = (a! || (b satisfies C))']],
  ])('%s', (text, expected) => {
    expect(textsOf(text)).toEqual(expected);
  });

  test.each([
    ['const x = { a: true };', true],
    ['const x = [1].map(() => true);', false],
    ['function f() { return true; }', false],
    ['class A { #a = true; }', false],
    ['class A { f() { return true; } }', false],
  ])('know what is evaluated as the module is loaded: %s', (text, atLoad) => {
    expect(mutantsOf('a.ts', text).map((mutant) => mutant.atLoad)).toEqual([atLoad]);
  });

  test('say where they are', () => {
    const [mutant] = mutantsOf('shared/a/b.ts', 'const a = 1;\n  x = b &&\n    c;\n');
    expect(mutant && print(mutant)).toBe('shared/a/b.ts:2  b && c → (b || c)  in  x = b &&');
  });
});

describe('explanations', () => {
  const text = 'const a = 1;\nx = b < c;\n';
  const mutants = mutantsOf('a.ts', text);
  const [boundary] = parseExplained('# why\na.ts\t<\t<=\tx = b < c;\tthey are never the same\n');

  test('fit one mutant, wherever its line has moved', () => {
    const moved = mutantsOf('a.ts', `// more\n${text}`);
    const fitting = moved.filter((mutant) => boundary && explains(boundary, mutant));
    expect(fitting).toMatchObject([{ line: 3, to: '<=' }]);
  });

  test('are stale when the code has changed', () => {
    expect(stale(boundary ? [boundary] : [], mutants)).toEqual([]);
    expect(stale(boundary ? [boundary] : [], mutantsOf('a.ts', 'x = b < d;'))).toEqual([boundary]);
  });

  test.each(['a.ts\t<\t<=\tb', 'a.ts\t<\t<=\tb\t', 'a.ts\t<\t<=\tb\tc\td'])(
    'have five columns: %j',
    (line) => {
      expect(() => parseExplained(line)).toThrow('not five columns');
    },
  );

  test('of ours are of mutants that there are', () => {
    const ours = parseExplained(readFileSync('mutants/explained.tsv', 'utf8'));
    const files = globSync('shared/**/*.ts').filter((file) =>
      ours.some((explanation) => explanation.file === file),
    );
    const there = files.flatMap((file) => mutantsOf(file, readFileSync(file, 'utf8')));
    expect(stale(ours, there)).toEqual([]);
  });
});

test('a sample is the same for the same seed, and another for another', () => {
  const items = Array.from({ length: 50 }, (_, index) => index);
  expect(shuffled(items, 7)).toEqual(shuffled(items, 7));
  expect(shuffled(items, 7)).not.toEqual(shuffled(items, 8));
  expect(shuffled(items, 7).toSorted((one, other) => one - other)).toEqual(items);
});

test('the table counts by folder, and explained ones as not to be noticed', () => {
  const result = (file: string, outcome: Outcome) => {
    const [mutant] = mutantsOf(file, 'f(true)');
    return mutant ? [{ mutant, outcome }] : [];
  };
  const results = [
    ...result('shared/a/a.ts', 'own tests'),
    ...result('shared/a/b.ts', 'survived'),
    ...result('shared/b/a.ts', 'other tests'),
    ...result('shared/b/a.ts', 'explained'),
  ];
  expect(noticed(results)).toBeCloseTo(2 / 3);
  expect(table(results).replace(/ +/g, ' ').split('\n')).toEqual([
    'folder mutants own tests other tests explained survived noticed',
    'shared/a 2 1 0 0 1 50.0 %',
    'shared/b 2 0 1 1 0 100.0 %',
    'total 4 1 1 1 1 66.7 %',
  ]);
});
