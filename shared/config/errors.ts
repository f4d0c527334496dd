import { StewardError } from '../runtime/errors.ts';

/** One thing wrong in registry.yml; line and column count from 1. */
export interface Problem {
  line: number;
  column: number;
  /** As a person would write it: `pullThroughCache.rules[0].upstream`; empty for the whole file. */
  path: string;
  message: string;
}

/** registry.yml says something that cannot be. Holds every problem, in the order of the file. */
export class RegistryConfigError extends StewardError {
  override name = 'RegistryConfigError' as const;
  readonly file: string;
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(
      [`${file} has ${count}:`, ...problems.map((problem) => describe(file, problem))].join('\n'),
    );
    this.file = file;
    this.problems = problems;
  }
}

function describe(file: string, { line, column, path, message }: Problem): string {
  return `  ${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`;
}

/** registry.yml cannot be read. */
export class RegistryConfigFileError extends StewardError {
  override name = 'RegistryConfigFileError' as const;

  constructor(file: string, options: ErrorOptions) {
    const cause = options.cause instanceof Error ? options.cause.message : String(options.cause);
    super(`cannot read ${file}: ${cause}. Name another file with --config FILE`, options);
  }
}
