import type { TemplateMutant } from './change.ts';

/** Why no check can notice mutants at a place; `*` in the place stands for any text. */
export interface Reason {
  readonly kind: string;
  readonly at: string;
  readonly reason: string;
}

/** The lines of `explained.tsv`: kind, place, reason. */
export function parseReasons(text: string): Reason[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [kind, at, reason, ...more] = line.split('\t');
    if (!kind || !at || !reason || more.length > 0) {
      throw new Error(`template/explained.tsv: not three columns: ${line}`);
    }
    return { kind, at, reason };
  });
}

export function reasonFor({ kind, at }: TemplateMutant, reasons: readonly Reason[]) {
  return reasons.find((reason) => reason.kind === kind && fits(reason.at, at));
}

/** Reasons for mutants that there are none of. */
export function unused(reasons: readonly Reason[], mutants: readonly TemplateMutant[]): Reason[] {
  return reasons.filter((reason) => !mutants.some((mutant) => reasonFor(mutant, [reason])));
}

function fits(pattern: string, at: string): boolean {
  const [first = '', ...parts] = pattern.split('*');
  if (!at.startsWith(first)) return false;
  let from = first.length;
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const found = isLast ? at.length - part.length : at.indexOf(part, from);
    if (found < from || !at.startsWith(part, found)) return false;
    from = found + part.length;
  }
  return from === at.length;
}
