import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Location, Region } from 'sarif';
import { parseSource } from '../../../shared/config/document/document.ts';

/** Where in registry.yml the rule stands that decides on a result: nothing of a registry is in a file. */
export type Place = (path: readonly PropertyKey[] | undefined) => Location['physicalLocation'];

/**
 * @param file - registry.yml, as --config names it.
 * @param source - Its text.
 * @returns a function from a path of keys and indexes; the first line for an unknown one. A region ends where its line
 * ends: of a longer one, code scanning shows a result on a pull request only where all of its lines have changed.
 */
export function placesIn(file: string, source: string): Place {
  const artifactLocation = { uri: uriOf(file) };
  const document = parseSource(source);
  const lines = source.split(/\r?\n/);
  const known = new Map<string, Region>();
  const from = (startLine: number, startColumn: number): Region => {
    const endColumn = Math.max((lines[startLine - 1] ?? '').length + 1, startColumn);
    return { startLine, startColumn, endLine: startLine, endColumn };
  };
  const regionOf = (path: readonly PropertyKey[]): Region => {
    const { line, column } = document.locate({ path, message: '' });
    return from(line, column);
  };
  return (path) => {
    if (path === undefined) return { artifactLocation, region: from(1, 1) };
    const key = path.join('\n');
    const region = known.get(key) ?? regionOf(path);
    known.set(key, region);
    return { artifactLocation, region };
  };
}

/**
 * Code scanning finds a file by its path from the root of the git repository, as it shows it: not by the path of a
 * symbolic link to it. A file outside of one is named from the current folder.
 */
function uriOf(file: string): string {
  const whole = linkedTo(resolve(file));
  const path = relative(rootOf(dirname(whole)) ?? process.cwd(), whole);
  if (path.split(sep)[0] === '..' || isAbsolute(path)) return pathToFileURL(whole).href;
  return path.split(sep).map(encodeURIComponent).join('/');
}

/** A pipe has a link that leads nowhere. */
function linkedTo(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function rootOf(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : rootOf(above);
}
