import { folderOf, type Mutant } from './mutant.ts';

/** `explained`: it survived, and `explained.tsv` says why nothing can notice it. */
export type Outcome = 'own tests' | 'other tests' | 'survived' | 'explained';

export interface Result {
  readonly mutant: Mutant;
  readonly outcome: Outcome;
}

const columns: readonly Outcome[] = ['own tests', 'other tests', 'explained', 'survived'];

/** Per folder how many mutants were tried, and who noticed them. */
export function table(results: readonly Result[]): string {
  const folders = [...new Set(results.map(({ mutant }) => folderOf(mutant)))].sort();
  const rows = folders.map((folder) =>
    row(
      folder,
      results.filter(({ mutant }) => folderOf(mutant) === folder),
    ),
  );
  const header = ['folder', 'mutants', ...columns, 'noticed'];
  return [header, ...rows, row('total', results)]
    .map(([first = '', ...rest]) =>
      [first.padEnd(22), ...rest.map((cell) => cell.padStart(12))].join(''),
    )
    .join('\n');
}

const row = (name: string, results: readonly Result[]): string[] => [
  name,
  String(results.length),
  ...columns.map((column) => String(results.filter(({ outcome }) => outcome === column).length)),
  `${(noticed(results) * 100).toFixed(1)} %`,
];

/** The share that tests noticed, of those that can be noticed: 0 to 1. */
export function noticed(results: readonly Result[]): number {
  const counted = results.filter(({ outcome }) => outcome !== 'explained');
  const survived = counted.filter(({ outcome }) => outcome === 'survived');
  return counted.length === 0 ? 1 : 1 - survived.length / counted.length;
}
