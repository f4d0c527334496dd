import type { Failure, Unknown } from '../../../shared/scanning/findings/result.ts';
import type { ScanPlan } from '../../../shared/scanning/plan.ts';
import { usedByInWords } from '../../../shared/scanning/used-by.ts';
import { countsOf, describe, excess, nameOf, reasonOf } from '../../../shared/scanning/words.ts';
import type { UnknownUses } from '../../../shared/use/uses.ts';
import type { GlobalOptions } from '../../aws/session.ts';
import { asTyped } from '../../program/as-typed.ts';
import { uncountedInWords, verdictOf, whatWasNotChecked } from '../answers/scan.ts';
import { worstFirst } from '../answers/scan-order.ts';
import { comment, type Detail } from './comment.ts';
import { code, fence, firstLines, htmlCode, prose } from './inert.ts';

/** The most findings of an image that are listed. */
const MOST_FINDINGS = 50;

/**
 * What fails as a comment on a pull request, the worst first, and the findings of each image below.
 *
 * @param unknownUses - Sources of what runs that could not be read, where a rule asks for it.
 */
export function scanMarkdown(
  plan: ScanPlan,
  unknownUses: readonly UnknownUses[],
  given: GlobalOptions,
): string {
  const failures = worstFirst(plan.failures);
  return comment({
    title: `scan: ${verdictOf(plan).counts}`,
    lines: [`By ${code(given.config)}. ${verdictOf(plan).sentence}`],
    head: ['Result', 'Image', 'Why', 'Rule'],
    rows: [
      ...failures.map(failureRow),
      ...plan.unknown.map(unknownRow),
      ...plan.expired.map(({ id, until, reason }) => [
        ...['expired', code(id), prose(`ignored until ${until}: ${reason}`), code('ignore')],
      ]),
    ],
    details: failures.map(detailOf),
    notes: whatWasNotChecked(plan, unknownUses).map(prose),
    command: asTyped('npx ecr-steward scan --json', given),
  });
}

function failureRow(failure: Failure): string[] {
  const { judgement, rule, usedBy } = failure;
  const why = [
    `${excess(judgement)}; all that count: ${countsOf(judgement.counts)}`,
    ...uncountedInWords(judgement),
    ...(usedBy ? [usedByInWords(usedBy)] : []),
    ...(rule.message ? [rule.message] : []),
  ];
  return ['**failed**', code(nameOf(failure)), why.map(prose).join('<br>'), code(rule.rule)];
}

function unknownRow(unknown: Unknown): string[] {
  return ['unknown', code(nameOf(unknown)), prose(reasonOf(unknown)), code(unknown.rule.rule)];
}

function detailOf(failure: Failure): Detail {
  const lines = failure.judgement.offending.map(describe).join('\n');
  return {
    summary: `${htmlCode(nameOf(failure))} ${htmlCode(failure.digest)}`,
    body: fence(firstLines(lines, MOST_FINDINGS), 'text'),
  };
}
