import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { folderOf, importsOf, sourceFiles } from '../docs/generate/imports.ts';
import { layers, above as onTop, alone as standingAlone } from '../docs/generate/layers.ts';

/** The modules of each layer, from the ground. */
const floors = layers.map(({ modules }) => Object.keys(modules));

/** Modules that stand on their own. */
const alone = Object.keys(standingAlone);

/** What opens both to a person; and what tries them. */
const above = [...Object.keys(onTop), 'bench', 'test'];

const sources = sourceFiles();

test('every source file has its room', () => {
  const homeless = sources.filter((file) => roomOf(file) === undefined);
  expect(homeless).toEqual([]);
});

test('imports go down, never up or sideways', () => {
  const wrong = sources.flatMap((file) =>
    importsOf(file)
      .filter((imported) => !mayImport(file, imported))
      .map((imported) => `${file} imports ${imported}`),
  );
  expect(wrong).toEqual([]);
});

test.each([
  ['shared/runtime/clients.ts', 'shared/config/schema/schema.ts', false],
  ['shared/naming/plan.ts', 'shared/cache/plan.ts', false],
  ['shared/naming/plan.ts', 'shared/registry/read.ts', true],
  ['shared/naming/plan.ts', 'shared/use/guard.ts', true],
  ['shared/use/guard.ts', 'shared/naming/plan.ts', false],
  ['shared/cache/plan.ts', 'functions/cache.ts', false],
  ['local/aws.ts', 'shared/config/schema/schema.ts', false],
  ['functions/push.ts', 'local/aws.ts', false],
  ['functions/push.ts', 'functions/cache.ts', false],
  ['cli/verbs/local.ts', 'local/aws.ts', true],
])('%s → %s: %s', (file, imported, allowed) => {
  expect(mayImport(file, imported)).toBe(allowed);
});

test('one file reads secrets, and one function asks it to', () => {
  const ours = sources.filter((file) => !file.startsWith('local/'));
  const reading = ours.filter((file) => readFileSync(file, 'utf8').includes('GetSecretValue'));
  const value = 'shared/cache/credentials/value.ts';
  const runs = (file: string) =>
    /import \{ shapesOfCredentials \}/.test(readFileSync(file, 'utf8'));
  expect(reading).toEqual([value]);
  expect(ours.filter(runs)).toEqual(['functions/credential.ts']);
});

function mayImport(file: string, imported: string): boolean {
  const [from, to] = [roomOf(file), roomOf(imported)];
  if (to === undefined) return false;
  if (from === undefined) return false;
  if (above.includes(from)) return !above.includes(to) || from === to;
  if (from === to) return from !== 'functions';
  if (alone.includes(from) || alone.includes(to)) return false;
  return floorOf(to) < floorOf(from);
}

function roomOf(file: string): string | undefined {
  return folderOf(file, [...floors.flat(), ...alone, ...above]);
}

function floorOf(room: string): number {
  const floor = floors.findIndex((rooms) => rooms.includes(room));
  return floor === -1 ? Number.POSITIVE_INFINITY : floor;
}

test('no circle of imports, not even of types', () => {
  expect(circlesIn(new Map(sources.map((file) => [file, importsOf(file)])))).toEqual([]);
});

test('a circle is found', () => {
  const imports = { 'a.ts': ['b.ts'], 'b.ts': ['c.ts', 'd.ts'], 'c.ts': ['b.ts'], 'd.ts': [] };
  expect(circlesIn(new Map(Object.entries(imports)))).toEqual(['b.ts → c.ts → b.ts']);
});

/** Each file is walked into once; one that is met again on the way to itself closes a circle. */
function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const walked = new Set<string>();
  const circles: string[] = [];
  const walk = (file: string, way: readonly string[]) => {
    const met = way.indexOf(file);
    if (met !== -1) circles.push([...way.slice(met), file].join(' → '));
    if (walked.has(file)) return;
    walked.add(file);
    for (const next of imports.get(file) ?? []) walk(next, [...way, file]);
  };
  for (const file of imports.keys()) walk(file, []);
  return circles;
}

test('functions wire and call: no decision, no loop, and few lines', () => {
  const deciding = sources
    .filter((file) => file.startsWith('functions/'))
    .filter((file) => {
      const text = readFileSync(file, 'utf8').replace(/\/\*\*[\s\S]*?\*\/|\/\/.*/g, '');
      return /\b(?:if|for|while|switch|try)\b| \? | \?\? | && | \|\| |\.(?:map|filter|find|some)\(/.test(
        text,
      );
    });
  const long = sources.filter(
    (file) => file.startsWith('functions/') && readFileSync(file, 'utf8').split('\n').length > 50,
  );
  expect({ deciding, long }).toEqual({ deciding: [], long: [] });
});

test('only environment.ts reads the environment', () => {
  const readers = sources.filter(
    (file) =>
      /^(shared|functions)\//.test(file) && readFileSync(file, 'utf8').includes('process.env'),
  );
  expect(readers).toEqual(['shared/runtime/environment.ts']);
});

test('only alerts and an activation of registry.yml are published', () => {
  const publishing = sources.filter(
    (file) =>
      /^(shared|functions|cli)\//.test(file) &&
      /PublishCommand|PutEventsCommand/.test(readFileSync(file, 'utf8')),
  );
  expect(publishing.toSorted()).toEqual([
    'shared/alerts/delivery/events.ts',
    'shared/alerts/delivery/publish.ts',
    'shared/config/active/announce.ts',
  ]);
});

test('the walk alone reads the images of repositories one after the other; others read those of one', () => {
  const reading = sources.filter(
    (file) =>
      /^(shared|functions|cli)\//.test(file) &&
      /import \{[^}]*\b(?:images|imagePages)\b[^}]*\} from '[./]+\/registry\/read\.ts'/.test(
        readFileSync(file, 'utf8'),
      ),
  );
  expect(reading.toSorted()).toEqual(
    [
      // Of the repository of an image that fails its scan: which index lists it.
      'shared/scanning/parents.ts',
      // Of the repository of an image that was pushed with an invalid tag.
      'shared/naming/suggest/others.ts',
      // Of a repository whose lifecycle policy is previewed, if something of it runs: what that needs.
      'shared/use/lifecycle.ts',
      'shared/walk/reading/read.ts',
      // Of repositories with images in use, for a person who asks.
      'shared/usage/report.ts',
      // The archived ones of repositories with images in use, when one was archived or restored.
      'shared/usage/archived-now.ts',
      // Of a repository in which something is due, right before it is done.
      'shared/retention/act/current.ts',
    ].toSorted(),
  );
});
