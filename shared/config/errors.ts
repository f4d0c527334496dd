import { StewardError } from '../runtime/errors.ts';

/** A problem of registry.yml; line and column count from 1. */
export interface Problem {
  line: number;
  column: number;
  /** The path as text, `pullThroughCache.rules[0].upstream`; empty for the whole file. */
  path: string;
  message: string;
}

/** One mistake is often made in each entry of a list. */
const MOST_SHOWN = 20;

/** registry.yml is not valid. Holds every problem, in the order of the file; the message shows the first ones. */
export class RegistryConfigError extends StewardError {
  override name = 'RegistryConfigError' as const;
  readonly file: string;
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    const lines = problems.map((problem) => `  ${placed(file, problem)}`);
    const more = problems.length - MOST_SHOWN;
    const shown = more > 1 ? [...lines.slice(0, MOST_SHOWN), `  and ${more} more`] : lines;
    super([`${file} has ${count}:`, ...shown].join('\n'));
    this.file = file;
    this.problems = problems;
  }
}

/** A problem in one line, after its place as editors and terminals open it: file:line:column. */
export function placed(file: string, { line, column, path, message }: Problem): string {
  return `${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`;
}

/** registry.yml cannot be read. */
export class RegistryConfigFileError extends StewardError {
  override name = 'RegistryConfigFileError' as const;
  readonly file: string;
  readonly reason: string;

  /** @param reason - Why, and what to do where that is not obvious, as half a sentence. */
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`cannot read ${file}: ${reason}. Name another file with --config FILE`, options);
    this.file = file;
    this.reason = reason;
  }
}
