/** The verdict on one step of a pull. */
export type Verdict =
  /** `warnings`: what needs attention although pulls work. */
  | { verdict: 'ok'; found: string; warnings?: readonly string[] }
  | { verdict: 'broken'; found: string; remedy: string }
  /**
   * Unknown; `found` says why, and what to check. `failed`: the call that would show it failed; without it, the step
   * cannot be seen from here at all.
   */
  | { verdict: 'unknown'; found: string; failed?: true }
  /** The step does not apply, or one before it is broken. */
  | { verdict: 'skipped'; found: string };

/** One step that was checked. */
export type Check = Verdict & {
  name: string;
  /** The files, calls and addresses that were read, in that order. */
  lookedAt: readonly string[];
};

/** One step to check; an error makes it unknown. */
export interface Step<Case> {
  name: string;
  /** Reports through `at` what it reads. */
  look(about: Case, at: (what: string) => void): Promise<Verdict>;
}

export function ok(found: string, warnings: readonly string[] = []): Verdict {
  return { verdict: 'ok', found, ...(warnings.length > 0 && { warnings }) };
}

export function broken(found: string, remedy: string): Verdict {
  return { verdict: 'broken', found, remedy };
}

export function unknown(found: string): Verdict {
  return { verdict: 'unknown', found };
}

/** The call that would show it has failed. */
export function unread(found: string): Verdict {
  return { verdict: 'unknown', found, failed: true };
}

export function skipped(found: string): Verdict {
  return { verdict: 'skipped', found };
}
