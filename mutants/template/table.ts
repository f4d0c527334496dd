import type { TemplateMutant } from './change.ts';

export interface Judged {
  readonly mutant: TemplateMutant;
  /** `explained`: none noticed it, and `explained.tsv` says why none can. */
  readonly outcome: 'noticed' | 'survived' | 'explained';
  /** What the check said that noticed it. */
  readonly problem?: string;
}

/** Per kind of change how many mutants were tried, and noticed. */
export function table(results: readonly Judged[]): string {
  const rows = [...Map.groupBy(results, ({ mutant }) => mutant.kind)]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([kind, own]) => row(kind, own));
  const header = ['change', 'mutants', 'noticed', 'explained', 'survived', 'share'];
  return [header, ...rows, row('total', results)]
    .map(([first = '', ...rest]) =>
      [first.padEnd(48), ...rest.map((cell) => cell.padStart(10))].join(''),
    )
    .join('\n');
}

function row(name: string, results: readonly Judged[]): string[] {
  const count = (outcome: Judged['outcome']) =>
    String(results.filter((it) => it.outcome === outcome).length);
  const share = `${(noticedShare(results) * 100).toFixed(1)} %`;
  const counts = (['noticed', 'explained', 'survived'] as const).map(count);
  return [name, String(results.length), ...counts, share];
}

/** Of those that can be noticed: 0 to 1. */
export function noticedShare(results: readonly Judged[]): number {
  const counted = results.filter(({ outcome }) => outcome !== 'explained');
  const noticed = counted.filter(({ outcome }) => outcome === 'noticed');
  return counted.length === 0 ? 1 : noticed.length / counted.length;
}
