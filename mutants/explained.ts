import { type Mutant, oneLine } from './mutant.ts';

/** A mutant that no test can notice, as it does the same. */
export interface Explanation {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The line it stands in, trimmed. */
  readonly at: string;
  readonly reason: string;
}

/** The lines of `explained.tsv`: file, from, to, line, reason. */
export function parseExplained(table: string): Explanation[] {
  const lines = table.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [file, from, to, at, reason, ...more] = line.split('\t');
    if (!file || !from || !to || !at || !reason || more.length > 0) {
      throw new Error(`explained.tsv: not five columns: ${line}`);
    }
    return { file, from, to, at, reason };
  });
}

export const explains = (explanation: Explanation, mutant: Mutant): boolean =>
  explanation.file === mutant.file &&
  explanation.from === oneLine(mutant.from) &&
  explanation.to === oneLine(mutant.to) &&
  explanation.at === mutant.at;

/** The explanations of mutants that are not there: the code has changed since. */
export const stale = (explanations: readonly Explanation[], mutants: readonly Mutant[]) =>
  explanations.filter((explanation) => !mutants.some((mutant) => explains(explanation, mutant)));
