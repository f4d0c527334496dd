import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileGlob } from '../../../../shared/config/patterns/pattern.ts';
import { matches } from '../../../../shared/config/patterns/program.ts';
import { fewestGlobs, type Named } from '../../../../shared/proposal/repositories/globs.ts';

const globsOf = (named: readonly Named[]) =>
  fewestGlobs(named, 'none').map(({ glob, kind }) => `${glob} ${kind}`);

const all = (kind: string, ...names: string[]) => names.map((name) => ({ name, kind }));

describe('the fewest globs', () => {
  test.each<[string, Named[], string[]]>([
    ['nothing for nothing', [], []],
    ['none for repositories of the kind none', all('none', 'a/x', 'b'), []],
    ['one for all that are alike', all('red', 'a/x', 'a/y', 'b'), ['** red']],
    [
      'a folder and all others',
      [...all('red', 'a/x', 'a/y', 'b/x', 'b/y', 'c'), ...all('blue', 'd/x', 'd/y')],
      ['d/** blue', '** red'],
    ],
    [
      'exceptions by their names, first',
      [...all('red', 'a/x', 'a/y', 'b/x', 'c'), ...all('blue', 'a/z')],
      ['a/z blue', '** red'],
    ],
    [
      'a folder within a folder',
      [...all('red', 'a/x', 'a/y', 'a/z'), ...all('blue', 'a/b/x', 'a/b/y', 'a/b/z')],
      ['a/b/** blue', 'a/** red'],
    ],
    [
      'a repository with the name of a folder',
      [...all('red', 'a'), ...all('blue', 'a/x', 'a/y')],
      ['a red', 'a/** blue'],
    ],
    [
      'an exception that has nothing to be declared',
      [...all('red', 'a', 'b', 'c'), ...all('none', 'd')],
      ['d none', '** red'],
    ],
    [
      'none wider than the folder that it is for',
      all('red', 'a/b/x', 'a/b/c/y', 'a/b/c/z'),
      ['a/b/** red'],
    ],
    ['exact names where one glob saves nothing', all('red', 'a/x'), ['a/x red']],
  ])('%s', (_, named, expected) => {
    expect(globsOf(named)).toEqual(expected);
  });

  const segment = fc.constantFrom('a', 'b', 'c');
  const names = fc.array(segment, { minLength: 1, maxLength: 3 }).map((it) => it.join('/'));
  const kinds = fc.constantFrom('none', 'red', 'blue');
  const registries = fc
    .uniqueArray(fc.record({ name: names, kind: kinds }), {
      selector: ({ name }) => name,
      maxLength: 7,
    })
    .map((them) => them.toSorted((x, y) => (x.name < y.name ? -1 : 1)));

  test('give each repository its kind, where the first that matches decides', () => {
    fc.assert(
      fc.property(registries, (named) => {
        const globs = fewestGlobs(named, 'none');
        for (const { name, kind } of named) {
          const first = globs.find(({ glob }) => matches(compileGlob(glob), name));
          expect(first?.kind ?? 'none').toBe(kind);
          if (first) expect(first.names).toContain(name);
        }
      }),
    );
  });

  test('are as few as any choice of folders needs', () => {
    fc.assert(
      fc.property(registries, (named) => {
        expect(fewestGlobs(named, 'none').length).toBe(fewestOf(named));
      }),
      { numRuns: 40 },
    );
  });
});

/** Tries every kind, and none, for each folder. */
function fewestOf(named: readonly Named[]): number {
  const parents = named.flatMap(({ name }) => {
    const segments = name.split('/').slice(0, -1);
    return segments.map((_, at) => `${segments.slice(0, at + 1).join('/')}/`);
  });
  const folders = ['', ...new Set(parents)];
  const used = [undefined, ...new Set(['none', ...named.map(({ kind }) => kind)])];
  let least = named.length;
  const choose = (at: number, chosen: ReadonlyMap<string, string>) => {
    if (at === folders.length) {
      least = Math.min(least, chosen.size + exceptions(named, chosen));
      return;
    }
    if (chosen.size >= least) return;
    for (const kind of used) {
      const folder = folders[at] ?? '';
      choose(at + 1, kind === undefined ? chosen : new Map([...chosen, [folder, kind]]));
    }
  };
  choose(0, new Map());
  return least;
}

function exceptions(named: readonly Named[], chosen: ReadonlyMap<string, string>): number {
  return named.filter(({ name, kind }) => {
    const around = [...chosen].filter(([folder]) => name.startsWith(folder));
    const [deepest] = around.toSorted(([a], [b]) => b.length - a.length);
    return (deepest?.[1] ?? 'none') !== kind;
  }).length;
}
