import { StewardError } from '../../runtime/errors.ts';

/** The active configuration is not what was activated: somebody has written to the ledger. */
export class DamagedConfigurationError extends StewardError {
  override name = 'DamagedConfigurationError' as const;
  /** What is wrong, without what to do. */
  readonly reason: string;

  /** @param what - Half a sentence: `its checksum is another`. */
  constructor(what: string) {
    const reason = `the configuration in the ledger is damaged: ${what}`;
    super(`${reason}. Activate registry.yml again: npx ecr-steward config push`);
    this.reason = reason;
  }
}

/** The active configuration was compiled by another version of ecr-steward than that of the functions. */
export class OtherFormatError extends StewardError {
  override name = 'OtherFormatError' as const;
  /** What is wrong, without what to do. */
  readonly reason: string;

  constructor(found: string, understood: number) {
    const reason = `the configuration in the ledger has format ${found}, and this version of ecr-steward reads format ${understood}`;
    super(
      `${reason}. Activate registry.yml with the version that is deployed: npx ecr-steward config push`,
    );
    this.reason = reason;
  }
}

/** A version of the configuration is not, or no longer, in the ledger. */
export class NoSuchVersionError extends StewardError {
  override name = 'NoSuchVersionError' as const;

  constructor(version: number) {
    super(
      `the ledger has no version ${version} of the configuration. npx ecr-steward config list shows those it has`,
    );
  }
}

/** There is nothing to show or to compare with. */
export class NothingActiveError extends StewardError {
  override name = 'NothingActiveError' as const;

  constructor() {
    super('no configuration is active yet. Activate registry.yml: npx ecr-steward config push');
  }
}

/** The active version is the first one: there is none to go back to. */
export class NoEarlierVersionError extends StewardError {
  override name = 'NoEarlierVersionError' as const;

  constructor() {
    super(
      'the active configuration is the first one: there is none before it. To change it, activate a corrected ' +
        'registry.yml: npx ecr-steward config push',
    );
  }
}

/** Somebody else has activated a configuration since the active one was read. */
export class ActivatedMeanwhileError extends StewardError {
  override name = 'ActivatedMeanwhileError' as const;

  /** @param theirs - Undefined where it cannot be read. */
  constructor(theirs: { version: number; by: string } | undefined) {
    const what = theirs
      ? `${theirs.by} activated version ${theirs.version}`
      : 'another one was activated';
    super(
      `${what} at the same time: yours is not active. npx ecr-steward config show prints theirs; then push again`,
    );
  }
}

/** registry.yml is larger than an item of DynamoDB. */
export class TooLargeConfigurationError extends StewardError {
  override name = 'TooLargeConfigurationError' as const;

  constructor(file: string, bytes: number, most: number) {
    const [is, allowed] = [bytes, most].map((it) => Math.ceil(it / 1024));
    super(
      `${file} is too large: ${is} KB compressed, and an item of DynamoDB holds ${allowed} KB. ` +
        'Patterns that cover several repositories or tags at once take less room than lists of names',
    );
  }
}
