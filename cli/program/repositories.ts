import { type ECRClient, RepositoryNotFoundException } from '@aws-sdk/client-ecr';
import { closest } from '../../shared/config/document/did-you-mean.ts';
import { isDisjoint, repositoryNames } from '../../shared/config/patterns/language.ts';
import { compileGlob } from '../../shared/config/patterns/pattern.ts';
import { matches } from '../../shared/config/patterns/program.ts';
import { repositories } from '../../shared/registry/read.ts';
import { StewardError } from '../../shared/runtime/errors.ts';

/**
 * The repositories that the command line names, by name or by a glob as in registry.yml.
 *
 * @returns an empty list for an empty list, which stands for all repositories.
 * @throws StewardError for what is neither, for a name that no repository has, and for a glob that none matches.
 */
export async function namesFor(ecr: ECRClient, given: readonly string[]): Promise<string[]> {
  given.forEach(requireName);
  const globs = given.filter(isGlob);
  const plain = given.filter((it) => !isGlob(it));
  if (globs.length === 0 && (await areThere(ecr, plain))) return plain;
  const all = (await Array.fromAsync(repositories(ecr))).map((it) => it.repositoryName);
  const missing = plain.find((it) => !all.includes(it));
  if (missing !== undefined) throw new StewardError(noneHasName(missing, all));
  const found = globs.flatMap((glob) => {
    const compiled = compileGlob(glob);
    const names = all.filter((name) => matches(compiled, name));
    if (names.length === 0) throw new StewardError(nothingMatches(glob, all));
    return names;
  });
  return [...new Set([...plain, ...found])];
}

/** Reads only these repositories: the whole registry is listed only where one of them is missing. */
async function areThere(ecr: ECRClient, names: readonly string[]): Promise<boolean> {
  if (names.length === 0) return true;
  try {
    await Array.fromAsync(repositories(ecr, names));
    return true;
  } catch (error) {
    if (error instanceof RepositoryNotFoundException) return false;
    throw error;
  }
}

export function isGlob(name: string): boolean {
  return /[*?]/.test(name);
}

/** @throws StewardError for a text that is neither a valid repository name nor a glob that matches one. */
export function requireName(given: string): void {
  const isValid = given.length <= 256 && !isDisjoint(compileGlob(given), repositoryNames);
  if (isValid) return;
  const lower = given.toLowerCase().replace(/^\/+|\/+$/g, '');
  const meant = lower !== given && lower !== '' && !isDisjoint(compileGlob(lower), repositoryNames);
  throw new StewardError(
    `${given === '' ? 'an empty text' : given} is no repository name: give a name such as platform/api, or a glob such as ` +
      `platform/* or **${meant ? `; did you mean ${lower}?` : ''}`,
  );
}

function noneHasName(name: string, all: readonly string[]): string {
  const none = `the registry has no repository ${name}`;
  if (all.length === 0) return `${none}: it is empty. Check --region`;
  const meant = closest(name, all);
  return `${none}: ${meant === undefined ? 'check the name and --region' : `did you mean ${meant}?`}`;
}

function nothingMatches(glob: string, all: readonly string[]): string {
  if (all.length === 0)
    return `no repository matches ${glob}: the registry is empty. Check --region`;
  const deep = glob.replace(/(?<!\*)\*$/, '**');
  if (deep !== glob && all.some((name) => matches(compileGlob(deep), name))) {
    return `no repository matches ${glob}, as * does not match a /: did you mean ${deep}?`;
  }
  const folders = all.flatMap((name) =>
    name.split('/').map((_, at, parts) => parts.slice(0, at + 1).join('/')),
  );
  const meant = closest(glob.replace(/\/?[*?].*$/, ''), [...new Set(folders)]);
  const rest = /\/?[*?].*$/.exec(glob)?.[0] ?? '';
  return `no repository matches ${glob}: ${meant === undefined ? 'check the glob and --region' : `did you mean ${all.includes(meant) ? meant : meant + rest}?`}`;
}
