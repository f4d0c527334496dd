/** What a step of the way of a pull turned out to be. */
export type Verdict =
  /** `warnings`: what is to be seen to although pulls work. */
  | { verdict: 'ok'; found: string; warnings?: readonly string[] }
  | { verdict: 'broken'; found: string; remedy: string }
  /**
   * It cannot be told; `found` says why, and what to look at. `failed`: a call that would tell failed, so
   * that it could not be looked at; without, it cannot be seen from here at all.
   */
  | { verdict: 'unknown'; found: string; failed?: true }
  /** It does not apply, or a step before it is broken. */
  | { verdict: 'skipped'; found: string };

/** One step that was looked at. */
export type Check = Verdict & {
  name: string;
  /** The files, calls and addresses that were asked, in that order. */
  lookedAt: readonly string[];
};

/** One step to look at; what it throws makes it unknown. */
export interface Step<Case> {
  name: string;
  /** Tells through `at` what it looks at. */
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

/** The call that would tell has failed. */
export function unread(found: string): Verdict {
  return { verdict: 'unknown', found, failed: true };
}

export function skipped(found: string): Verdict {
  return { verdict: 'skipped', found };
}
