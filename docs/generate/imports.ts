import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** The imports of the source. Paths start at the checkout, which must be the working directory. */

/** All files of the source. */
export function sourceFiles(): string[] {
  return globSync('{shared,functions,cli,local}/**/*.ts').filter((file) => !file.endsWith('.d.ts'));
}

/** The files of this project that a file imports. */
export function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)];
  return specifiers.map(([, path]) => normalize(join(dirname(file), path ?? '')));
}

/** The folder among these that a file is in. */
export function folderOf(file: string, folders: readonly string[]): string | undefined {
  return folders.find((folder) => file.startsWith(`${folder}/`) || file === `${folder}.ts`);
}

/** Which modules import which, as pairs. */
export function importsAmong(modules: readonly string[]): [from: string, to: string][] {
  const found = new Map<string, [string, string]>();
  for (const file of sourceFiles()) {
    const from = folderOf(file, modules);
    for (const imported of importsOf(file)) {
      const to = folderOf(imported, modules);
      if (from && to && from !== to) found.set(`${from} ${to}`, [from, to]);
    }
  }
  return [...found.values()].sort(([a, b], [c, d]) => a.localeCompare(c) || b.localeCompare(d));
}

/** Removes pairs that others imply: A to C where there is A to B and B to C. There must be no circle. */
export function withoutImplied(pairs: readonly [string, string][]): [string, string][] {
  const next = Map.groupBy(pairs, ([from]) => from);
  const reaches = (from: string, to: string): boolean =>
    (next.get(from) ?? []).some(([, via]) => via === to || reaches(via, to));
  return pairs.filter(([from, to]) => {
    const others = (next.get(from) ?? []).filter(([, via]) => via !== to);
    return !others.some(([, via]) => reaches(via, to));
  });
}
