import type { Judgement } from '../../../shared/scanning/findings/judge.ts';
import type { Failure, Unknown } from '../../../shared/scanning/findings/result.ts';
import type { ScanPlan } from '../../../shared/scanning/plan.ts';
import { usedByInWords } from '../../../shared/scanning/used-by.ts';
import { countsOf, describe, excess, nameOf, reasonOf } from '../../../shared/scanning/words.ts';
import type { UnknownUses } from '../../../shared/use/uses.ts';
import { figure, paint, print } from '../print.ts';

/** The number of findings shown of an image; --json has all. */
const MOST_FINDINGS = 5;

/**
 * Prints what fails and why, what is unknown, and what was not checked.
 *
 * @param unknownUses - Sources of what runs that could not be read, where a rule asks for it.
 */
export function printScan(plan: ScanPlan, unknownUses: readonly UnknownUses[]): void {
  for (const failure of plan.failures) printFailure(failure);
  for (const unknown of plan.unknown) printUnknown(unknown);
  for (const { id, until, reason } of plan.expired) {
    print(`${paint('yellow', 'expired')} ignore ${id}, until ${until}: ${reason}`);
  }
  if (plan.failures.length + plan.unknown.length + plan.expired.length > 0) print();
  print(verdictOf(plan).sentence);
  for (const line of whatWasNotChecked(plan, unknownUses)) print(line);
}

/** How much was checked, and what was found. */
export function verdictOf(plan: ScanPlan): { counts: string; sentence: string } {
  const { images: all, repositories } = plan.lookedAt;
  const counts = [
    `${figure(plan.failures.length)} failed`,
    `${figure(plan.unknown.length)} unknown`,
    ...(plan.pending > 0 ? [`${figure(plan.pending)} being scanned`] : []),
  ].join(', ');
  const where = repositories === 1 ? '1 repository' : `${figure(repositories)} repositories`;
  return { counts, sentence: `${images(all)} of ${where} with a rule checked: ${counts}.` };
}

/** Why images were left out, or count as in use: registry.yml can change each of these. */
export function whatWasNotChecked(
  { others, untagged, left }: ScanPlan,
  unknownUses: readonly UnknownUses[],
): string[] {
  const older = others - untagged;
  const because = (number: number, why: string) =>
    number > 0 ? [`${images(number)} not checked: ${why}.`] : [];
  return [
    ...unknownUses.map(
      ({ source, why }) =>
        `All images count as in use, as it is not known what ${source} runs: ${why}`,
    ),
    ...because(left, 'more than scanning.sweep.maxImages'),
    ...because(untagged, 'untagged, and not pulled recently (scanning.sweep)'),
    ...because(
      older,
      'not among the newest of their repository, and not pulled recently (scanning.sweep)',
    ),
  ];
}

function printFailure(failure: Failure): void {
  const { judgement, rule, digest, partOf, tags } = failure;
  print(`${paint('red', 'failed')} ${paint('bold', nameOf(failure))}: ${excess(judgement)}`);
  print(`  ${digest}${tags.length === 0 && partOf ? `, part of ${partOf.digest}` : ''}`);
  if (failure.usedBy) print(`  ${usedByInWords(failure.usedBy)}`);
  const notCounted = uncountedInWords(judgement).map((it) => `; ${it}`);
  print(
    `  ${countsOf(judgement.counts)} ${paint('dim', `(rule: ${rule.rule})`)}${notCounted.join('')}`,
  );
  const { offending } = judgement;
  for (const finding of offending.slice(0, MOST_FINDINGS)) print(`  - ${describe(finding)}`);
  const more = offending.length - MOST_FINDINGS;
  if (more > 0) print(`  - and ${figure(more)} more: --json shows all`);
  if (rule.message) print(`  ${rule.message}`);
}

/** `not counted: 2 ignored and 1 without a fix`; empty where all count. */
export function uncountedInWords({ ignored, unfixable }: Judgement): string[] {
  const parts = [
    ...(ignored > 0 ? [`${ignored} ignored`] : []),
    ...(unfixable > 0 ? [`${unfixable} without a fix`] : []),
  ];
  return parts.length > 0 ? [`not counted: ${parts.join(' and ')}`] : [];
}

function printUnknown(unknown: Unknown): void {
  print(`${paint('yellow', 'unknown')} ${nameOf(unknown)}: ${reasonOf(unknown)}`);
}

function images(number: number): string {
  return number === 1 ? '1 image' : `${figure(number)} images`;
}

/** As --json prints it: rules by their names. */
export function scanJson({ looked: _, ...plan }: ScanPlan): object {
  return {
    ...plan,
    failures: plan.failures.map(({ rule, ...failure }) => ({
      ...failure,
      rule: rule.rule,
      action: rule.action,
    })),
    unknown: plan.unknown.map(({ rule, ...unknown }) => ({
      ...unknown,
      rule: rule.rule,
      reason: reasonOf(unknown),
    })),
    expired: plan.expired.map(({ id, until, reason }) => ({ id, until, reason })),
  };
}
