import type { Failure, Unknown } from '../../shared/scanning/findings/result.ts';
import type { ScanPlan } from '../../shared/scanning/plan.ts';
import { usedByInWords } from '../../shared/scanning/used-by.ts';
import { countsOf, describe, excess, nameOf, reasonOf } from '../../shared/scanning/words.ts';
import type { UnknownUses } from '../../shared/use/uses.ts';
import { figure, paint, print } from './print.ts';

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
  const { images: all, repositories } = plan.lookedAt;
  const parts = [
    `${figure(plan.failures.length)} failed`,
    `${figure(plan.unknown.length)} unknown`,
    ...(plan.pending > 0 ? [`${figure(plan.pending)} being scanned`] : []),
  ];
  const where = repositories === 1 ? '1 repository' : `${figure(repositories)} repositories`;
  print(`${images(all)} of ${where} with a rule checked: ${parts.join(', ')}.`);
  for (const { source, why } of unknownUses) {
    print(`All images count as in use, as it is not known what ${source} runs: ${why}`);
  }
  if (plan.left > 0) print(`${images(plan.left)} not checked: more than scanning.sweep.maxImages.`);
  printOthers(plan);
}

/** Prints why others were left out: registry.yml can change each of these. */
function printOthers({ others, untagged }: ScanPlan): void {
  const older = others - untagged;
  const left = (number: number, why: string) =>
    print(`${images(number)} not checked: ${why} (scanning.sweep).`);
  if (untagged > 0) left(untagged, 'untagged, and not pulled recently');
  if (older > 0) left(older, 'not among the newest of their repository, and not pulled recently');
}

function printFailure(failure: Failure): void {
  const { judgement, rule, digest, partOf, tags } = failure;
  print(`${paint('red', 'failed')} ${paint('bold', nameOf(failure))}: ${excess(judgement)}`);
  print(`  ${digest}${tags.length === 0 && partOf ? `, part of ${partOf.digest}` : ''}`);
  if (failure.usedBy) print(`  ${usedByInWords(failure.usedBy)}`);
  const uncounted = [
    ...(judgement.ignored > 0 ? [`${judgement.ignored} ignored`] : []),
    ...(judgement.unfixable > 0 ? [`${judgement.unfixable} without a fix`] : []),
  ];
  const notCounted = uncounted.length > 0 ? `; not counted: ${uncounted.join(' and ')}` : '';
  print(`  ${countsOf(judgement.counts)} ${paint('dim', `(rule: ${rule.rule})`)}${notCounted}`);
  const { offending } = judgement;
  for (const finding of offending.slice(0, MOST_FINDINGS)) print(`  - ${describe(finding)}`);
  const more = offending.length - MOST_FINDINGS;
  if (more > 0) print(`  - and ${figure(more)} more: --json shows all`);
  if (rule.message) print(`  ${rule.message}`);
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
