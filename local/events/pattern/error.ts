/** An event pattern that EventBridge would refuse, or that uses something unknown here. */
export class InvalidEventPatternError extends Error {
  override name = 'InvalidEventPatternError' as const;
  /** Where in the pattern: `detail.repository-name[0].prefix`; empty for the pattern as a whole. */
  readonly path: string;

  constructor(path: string, problem: string) {
    super(path === '' ? `Event pattern: ${problem}` : `Event pattern at ${path}: ${problem}`);
    this.path = path;
  }
}
