/** The outcome of one test of an external suite. */
export interface Outcome {
  name: string;
  outcome: 'passed' | 'failed' | 'skipped';
  /** The suite's own words; empty if it gives none. */
  why: string;
}

/** A test that may fail, and the reason. */
export interface Expected {
  /** The test's name; a `*` at its end stands for any rest. */
  name: string;
  reason: string;
}

export interface Comparison {
  passed: number;
  skipped: readonly Outcome[];
  /** Failed as listed. */
  expected: readonly Outcome[];
  /** Failed and not listed: a defect of ours, or a missing line. */
  unexpected: readonly Outcome[];
  /** Lines without a failing test: to be removed. */
  stale: readonly Expected[];
}

/**
 * Reads a table of expected differences: a line each, name and reason with a tab between them.
 *
 * @throws Error when a line has no reason
 */
export function parseExpected(text: string): Expected[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [name = '', reason = ''] = line.split('\t');
    if (reason.trim() === '') throw new Error(`${name} has no reason: add one after a tab`);
    return { name, reason };
  });
}

/** Compares outcomes with the expected differences. */
export function compare(outcomes: readonly Outcome[], table: readonly Expected[]): Comparison {
  const failed = outcomes.filter(({ outcome }) => outcome === 'failed');
  const isExpected = ({ name }: Outcome) => table.some((expected) => covers(expected, name));
  return {
    passed: outcomes.filter(({ outcome }) => outcome === 'passed').length,
    skipped: outcomes.filter(({ outcome }) => outcome === 'skipped'),
    expected: failed.filter(isExpected),
    unexpected: failed.filter((outcome) => !isExpected(outcome)),
    stale: table.filter((expected) => !failed.some(({ name }) => covers(expected, name))),
  };
}

function covers({ name }: Expected, test: string): boolean {
  return name.endsWith('*') ? test.startsWith(name.slice(0, -1)) : test === name;
}
