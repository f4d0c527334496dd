import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A parameter that is wrong: one line for each, with what to do. */
export class ParameterError extends Error {
  override name = 'ParameterError';
}

/** The framework ignores a `--param` that nothing uses: a boundary with a typing error would be left out. */
export function unknownParameters(given: readonly string[]): void {
  const known = knownParameters();
  const unknown = given.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new ParameterError(
    `Unknown parameters: ${unknown.join(', ')}\n  There are: ${known.join(', ')}`,
  );
}

/** All that serverless.yml and the files of resources/ use, sorted. */
export function knownParameters(): string[] {
  const root = new URL('../../', import.meta.url);
  const resources = readdirSync(new URL('resources/', root)).filter((it) =>
    /\.(yml|cjs)$/.test(it),
  );
  const files = ['serverless.yml', ...resources.map((name) => `resources/${name}`)];
  const texts = files.map((file) => readFileSync(fileURLToPath(new URL(file, root)), 'utf8'));
  const names = texts.flatMap((it) =>
    [...it.matchAll(/\bparam:([\w-]+)/g)].map(([, name]) => name),
  );
  return [...new Set(names as string[])].sort();
}
