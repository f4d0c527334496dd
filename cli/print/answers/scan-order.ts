import { type Severity, severities } from '../../../shared/scanning/findings/finding.ts';
import type { Failure } from '../../../shared/scanning/findings/result.ts';

/** 0 for the worst severity. */
export function rankOf(severity: Severity): number {
  return severities.indexOf(severity);
}

/** Images with a finding of the worst severity first, among these the ones with most of them. */
export function worstFirst(failures: readonly Failure[]): Failure[] {
  return failures.toSorted((a, b) => {
    const [one, other] = [a.judgement.over[0], b.judgement.over[0]];
    if (one === undefined || other === undefined) return 0;
    return rankOf(one.severity) - rankOf(other.severity) || other.count - one.count;
  });
}
