import type { ECRClient } from '@aws-sdk/client-ecr';
import { closest } from '../../shared/config/document/did-you-mean.ts';
import { isDisjoint, repositoryNames } from '../../shared/config/patterns/language.ts';
import { compileGlob } from '../../shared/config/patterns/pattern.ts';
import { matches } from '../../shared/config/patterns/program.ts';
import { repositories } from '../../shared/registry/read.ts';
import { StewardError } from '../../shared/runtime/errors.ts';

/**
 * The repositories that somebody names on the command line, by name or by a glob as in registry.yml.
 *
 * @returns nothing for nothing: all there are.
 * @throws StewardError for what is neither, and for a glob that no repository matches.
 */
export async function namesFor(ecr: ECRClient, given: readonly string[]): Promise<string[]> {
  given.forEach(requireName);
  const globs = given.filter(isGlob);
  if (globs.length === 0) return [...given];
  const all = (await Array.fromAsync(repositories(ecr))).map((it) => it.repositoryName);
  const found = globs.flatMap((glob) => {
    const compiled = compileGlob(glob);
    const names = all.filter((name) => matches(compiled, name));
    if (names.length === 0) throw new StewardError(nothingMatches(glob, all));
    return names;
  });
  return [...new Set([...given.filter((name) => !isGlob(name)), ...found])];
}

export function isGlob(name: string): boolean {
  return /[*?]/.test(name);
}

/** @throws StewardError for what can be no repository's name, and no glob that matches one. */
export function requireName(given: string): void {
  const isRight = given.length <= 256 && !isDisjoint(compileGlob(given), repositoryNames);
  if (isRight) return;
  const lower = given.toLowerCase().replace(/^\/+|\/+$/g, '');
  const meant = lower !== given && lower !== '' && !isDisjoint(compileGlob(lower), repositoryNames);
  throw new StewardError(
    `${given === '' ? 'an empty text' : given} is no repository: give a name such as platform/api, or a glob such as ` +
      `platform/* or **${meant ? `; did you mean ${lower}?` : ''}`,
  );
}

function nothingMatches(glob: string, all: readonly string[]): string {
  if (all.length === 0)
    return `no repository matches ${glob}: the registry has none. Check --region`;
  const deep = glob.replace(/(?<!\*)\*$/, '**');
  if (deep !== glob && all.some((name) => matches(compileGlob(deep), name))) {
    return `no repository matches ${glob}, as * is one part of a path: did you mean ${deep}?`;
  }
  const folders = all.flatMap((name) =>
    name.split('/').map((_, at, parts) => parts.slice(0, at + 1).join('/')),
  );
  const meant = closest(glob.replace(/\/?[*?].*$/, ''), [...new Set(folders)]);
  const rest = /\/?[*?].*$/.exec(glob)?.[0] ?? '';
  return `no repository matches ${glob}: ${meant === undefined ? 'check it and --region' : `did you mean ${all.includes(meant) ? meant : meant + rest}?`}`;
}
