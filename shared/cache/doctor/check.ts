/** What a step of the way of a pull turned out to be. */
export type Verdict =
  /** `warnings`: what is to be seen to although pulls work. */
  | { verdict: 'ok'; found: string; warnings?: readonly string[] }
  | { verdict: 'broken'; found: string; remedy: string }
  /** It cannot be told from here; `found` says why, and what to look at. */
  | { verdict: 'unknown'; found: string }
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

export function skipped(found: string): Verdict {
  return { verdict: 'skipped', found };
}
