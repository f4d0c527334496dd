/** Exit codes of the command, for scripts and pipelines. */
export const exitCodes = {
  /** Nothing to do, or all done. */
  done: 0,
  /** Something failed; the message says what. */
  error: 1,
  /** Something was found: violations, or a plan with changes. */
  found: 2,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
