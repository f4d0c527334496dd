import type { ScanRule } from '../../config/schema/schema.ts';
import { mostOf, type Scanning } from '../rules.ts';
import { type Finding, type Severity, severities } from './finding.ts';

/** What the rule for its repository says of the findings of an image. */
export interface Judgement {
  /** How many findings of each severity count; severities without any are left out. */
  counts: Partial<Record<Severity, number>>;
  /** The severities with more findings than the rule allows; none: the image passes. */
  over: { severity: Severity; count: number; most: number }[];
  /** The findings of these severities, the worst first. */
  offending: Finding[];
  /** How many did not count: by an entry of `ignore`, or without a fix. */
  ignored: number;
  unfixable: number;
}

/** Compares the findings of one image with a rule. */
export function judge(
  scanning: Scanning,
  rule: ScanRule,
  repositoryName: string,
  findings: readonly Finding[],
  now = new Date(),
): Judgement {
  const heeded = findings.filter((it) => !scanning.ignoring(repositoryName, it, now));
  const counted = heeded.filter(({ fix }) => !rule.onlyFixable || fix !== 'none');
  const bySeverity = Map.groupBy(counted, ({ severity }) => severity);
  const countOf = (severity: Severity) => bySeverity.get(severity)?.length ?? 0;
  const over = severities.flatMap((severity) => {
    const [count, most] = [countOf(severity), mostOf(rule, severity)];
    return most !== undefined && count > most ? [{ severity, count, most }] : [];
  });
  return {
    counts: Object.fromEntries(
      severities.flatMap((severity) =>
        countOf(severity) > 0 ? [[severity, countOf(severity)]] : [],
      ),
    ),
    over,
    offending: over.flatMap(({ severity }) => bySeverity.get(severity) ?? []),
    ignored: findings.length - heeded.length,
    unfixable: heeded.length - counted.length,
  };
}
