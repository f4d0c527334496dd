import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('examples', import.meta.url));

/** The samples of registry.yml for a block, which together have all its keys. */
export function examplesOf(name: string): string[] {
  const files = globSync([`${name}.yml`, `${name}-*.yml`], { cwd: folder });
  return files.sort(shortestFirst).map((file) => readFileSync(`${folder}/${file}`, 'utf8'));
}

function shortestFirst(one: string, other: string): number {
  return one.length - other.length || one.localeCompare(other);
}
