import { heldAlertsOf } from '../../actions/held.ts';
import { notifyUnsent } from '../../actions/unsent.ts';
import type { Alert } from '../../alerts/alert.ts';
import { needingLedger } from '../../alerts/ledger/unreachable.ts';
import type { Notifier } from '../../alerts/notifier.ts';
import { logger } from '../../runtime/logger.ts';
import { count } from '../../runtime/metrics.ts';
import type { Done, Walked } from '../../walk/visitor.ts';
import { notifyingDenied } from '../denied.ts';
import type { ScanPlan } from '../plan.ts';
import { actionCounts, type Reacting, type Reporting, react } from '../react.ts';
import { lookAgain, standingFailures } from './again.ts';
import { lookAtBatch } from './batch.ts';
import { type Candidate, mergeParts, type ScanPart } from './collect.ts';
import { coveredByScans } from './covered.ts';
import { note, type Progress, progressOf, resultOf } from './progress.ts';

export interface Checking extends Omit<Reacting, 'ecr' | 'cacheRules' | 'uses'>, Reporting {
  notifier: Notifier;
}

/** One call of `checkCandidates`, and what it has come to. */
interface Check {
  with_: Checking;
  walked: Walked<ScanPart>;
  all: ScanPart;
  progress: Progress;
  /** By this call, as `repository@digest`. */
  looked: Set<string>;
  /** On what was done by this call. */
  alerts: Alert[];
}

/**
 * Reads the findings of the candidates of all slices, those used last first, and reacts: batch by batch, as findings
 * need memory. What is left when time is up is checked by the next call.
 */
export async function checkCandidates(with_: Checking, walked: Walked<ScanPart>): Promise<Done> {
  const { notifier, ledger, scanning } = with_;
  const all = await mergeParts(scanning, walked.parts());
  const progress = progressOf(walked.left);
  const check: Check = { with_, walked, all, progress, looked: new Set(), alerts: [] };
  const isDone = await checkInBatches(check);
  if (isDone) await endWith(check);
  await resolve(check, isDone);
  const result = resultOf(all, progress);
  if (!isDone) return { result, left: progress };
  await notifyUnsent(ledger, notifier.notify, 'scanning');
  logger.info('Scans checked', result);
  const { failed, unknown, left } = result.counts;
  count({ ImagesFailing: failed, ImagesOfUnknownState: unknown, ImagesLeft: left });
  return { result };
}

/** A turn ends after so many milliseconds: where Lambda ends an invocation, no more than a turn is done again. */
const TURN_MS = 15_000;

/** @returns whether all candidates were checked. */
async function checkInBatches(check: Check): Promise<boolean> {
  const { with_, walked, all, progress } = check;
  const { ecr, began: now } = walked;
  const until = Math.min(walked.until, Date.now() + TURN_MS);
  const look = (rest: readonly Candidate[]) =>
    notifyingDenied(with_.notifier, () => lookAtBatch(ecr, with_.scanning, rest, { now, until }));
  let isFirst = true;
  while (progress.next < all.looks.length && (isFirst || Date.now() < until)) {
    const { plan, next } = await look(all.looks.slice(progress.next));
    await reactTo(check, plan);
    progress.next += next;
    progress.checked += plan.lookedAt.images;
    isFirst = false;
  }
  return progress.next >= all.looks.length;
}

/** What comes after all candidates: images of alerts that stand, what has expired, what limits hold back. */
async function endWith(check: Check): Promise<void> {
  const { with_, walked, all, progress } = check;
  const { notifier, ledger, scanning } = with_;
  const candidates = new Set(all.looks.map((it) => `${it.repository}@${it.digest}`));
  const isToCheck = (repository: string) =>
    walked.hasSeen(repository) && scanning.enforcedFor(repository) !== undefined;
  const standing = await needingLedger(notifier, () =>
    standingFailures(ledger, candidates, isToCheck),
  );
  const plan = await notifyingDenied(notifier, () => lookAgain(walked, scanning, standing));
  await reactTo(check, { ...plan, expired: scanning.expired(walked.began) });
  const held = heldAlertsOf('scanning', progress.held ? [progress.held] : []);
  progress.notified += await notifier.notify(held);
  check.alerts.push(...held);
}

async function reactTo({ with_, walked, progress, looked, alerts }: Check, plan: ScanPlan) {
  const { ecr, cacheRules } = walked;
  const uses = () => walked.uses();
  const reaction = await react({ ...with_, ecr, cacheRules, uses }, with_, plan);
  for (const image of plan.looked) looked.add(image);
  alerts.push(...reaction.alerts);
  note(progress, plan, reaction);
  count(actionCounts(reaction));
}

async function resolve({ with_, walked, all, progress, looked, alerts }: Check, isDone: boolean) {
  const isComplete = isDone && progress.checked === all.found && walked.hasSeen(undefined);
  const { hasSeen, began } = walked;
  const run = coveredByScans(with_.scanning, { looked, isComplete, hasSeen }, began);
  await with_.notifier.resolve(run, alerts);
}
