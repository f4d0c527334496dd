import pMap from 'p-map';
import type { Alert } from '../alerts/alert.ts';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import { needingLedger } from '../alerts/ledger/unreachable.ts';
import type { Notifier } from '../alerts/notifier.ts';
import { cacheRules, type RegistryCacheRule } from '../registry/read.ts';
import type { Uses } from '../use/uses.ts';
import {
  expiredAlerts,
  failureAlert,
  type HeldTag,
  heldTags,
  outcomeAlerts,
  unknownAlerts,
} from './alert.ts';
import { decide } from './decision.ts';
import type { Finding } from './findings/finding.ts';
import { claimNews, releaseNews, unreported } from './findings/reported.ts';
import type { Failure } from './findings/result.ts';
import { withParents } from './parents.ts';
import type { ScanPlan } from './plan.ts';
import { type Quarantining, quarantine, type TagOutcome, type Treatment } from './quarantine.ts';
import { withUses } from './with-uses.ts';

/** What a reaction needs. */
export interface Reacting extends Quarantining {
  /** Who runs what: asked only for images that fail. */
  uses(): Promise<Uses>;
  /** The registry's cache rules, where they were read before. Default: they are read. */
  cacheRules?: readonly RegistryCacheRule[];
}

/** Where alerts are sent, and which findings have been reported. */
export interface Reporting {
  notifier: Pick<Notifier, 'notify' | 'notifyLedgerUnreachable'>;
  ledger: Ledger;
}

/** How many failures are looked up in the ledger at a time: an entry may have 80 kB. */
const AT_A_TIME = 20;

/** What was done. */
export interface Reaction {
  /** How many new alerts were sent: on failures and all else, without what was held back. */
  notified: number;
  /** Tags that were to be removed. */
  tags: TagOutcome[];
  /** Alerts on what was done, which may stand. */
  alerts: Alert[];
  /** What limits hold back: not reported yet, as one alert is for all of a run. */
  held: HeldTag[];
  /** How many images would be quarantined if the rule were enforced. */
  observed: number;
}

/** Quarantines where a rule says so and is allowed, then sends alerts with what is new of the failures. */
export async function react(with_: Reacting, to: Reporting, plan: ScanPlan): Promise<Reaction> {
  const undo: (() => Promise<void>)[] = [];
  try {
    return await reactTo(with_, to, plan, undo);
  } catch (error) {
    await Promise.allSettled(undo.map((each) => each()));
    throw error;
  }
}

async function reactTo(
  with_: Reacting,
  { notifier, ledger }: Reporting,
  plan: ScanPlan,
  undo: (() => Promise<void>)[],
): Promise<Reaction> {
  const { gate } = with_;
  const prefixes = await cachePrefixes(with_, plan.failures);
  const news = await needingLedger(notifier, () => newFindings(ledger, plan.failures, undo));
  const failures = await located(
    with_,
    plan.failures.filter((it) => news.has(keyOf(it)) || it.rule.action === 'quarantine'),
  );
  const judged: { failure: Failure; treatment: Treatment }[] = [];
  for (const failure of failures) {
    const decision = decide(failure, prefixes);
    const treatment =
      decision.kind === 'quarantine' ? await quarantine(with_, failure, decision) : decision;
    judged.push({ failure, treatment });
  }
  const tags = judged.flatMap(({ treatment }) => ('tags' in treatment ? treatment.tags : []));
  const toNotify = judged.filter(
    ({ failure, treatment }) => news.has(keyOf(failure)) || hasRemoved(treatment),
  );
  const alerts = outcomeAlerts(judged, new Date());
  const notified = await notifier.notify([
    ...toNotify.map(({ failure, treatment }) =>
      failureAlert({ failure, findings: news.get(keyOf(failure)) ?? [] }, treatment),
    ),
    ...unknownAlerts(plan.unknown),
    ...expiredAlerts(plan.expired),
    ...alerts,
  ]);
  await gate.notified(tags.flatMap(({ actionId }) => actionId ?? []));
  const observed = judged.filter(({ treatment }) => 'observed' in treatment).length;
  return { notified, tags, alerts, held: heldTags(judged), observed };
}

/** With the multi-arch images that they are part of, and who runs them. */
async function located({ ecr, uses }: Reacting, failures: readonly Failure[]): Promise<Failure[]> {
  if (failures.length === 0) return [];
  return withUses(await withParents(ecr, failures), await uses());
}

/** Whether the image has lost a tag. */
function hasRemoved(treatment: Treatment): boolean {
  return (
    'tags' in treatment &&
    treatment.tags.some(({ outcome }) => outcome === 'replaced' || outcome === 'restored')
  );
}

/** Read only where tags may be removed: a cache rule would import them again. */
async function cachePrefixes(
  { ecr, cacheRules: known }: Reacting,
  failures: readonly Failure[],
): Promise<string[]> {
  if (failures.every(({ rule }) => rule.action === 'report')) return [];
  return (known ?? (await cacheRules(ecr))).map((rule) => rule.ecrRepositoryPrefix);
}

/** The findings that have not been reported, by repository and digest. */
async function newFindings(
  ledger: Ledger,
  failures: readonly Failure[],
  undo: (() => Promise<void>)[],
): Promise<Map<string, Finding[]>> {
  const found = new Map<string, Finding[]>();
  const claim = async (failure: Failure) => {
    const news = await claimNews(ledger, failure);
    undo.push(() => releaseNews(ledger, news));
    if (news.findings.length > 0) found.set(keyOf(failure), news.findings);
  };
  for (let from = 0; from < failures.length; from += AT_A_TIME) {
    const fresh = await unreported(ledger, failures.slice(from, from + AT_A_TIME));
    // All claims are settled before any is released: a later one would count as reported.
    try {
      await pMap(fresh, claim, { concurrency: AT_A_TIME, stopOnError: false });
    } catch (error) {
      throw error instanceof AggregateError ? error.errors[0] : error;
    }
  }
  return found;
}

/** The same image can be in several repositories. */
function keyOf({ repository, digest }: Failure): string {
  return `${repository}@${digest}`;
}

/** @throws The first error, so that the event is retried: what is done by then is not done twice. */
export function throwIfFailed({ tags }: Reaction): void {
  const failed = tags.find(({ outcome }) => outcome === 'failed');
  if (failed) throw failed.error;
}

/** The metrics of actions, for the dashboard. */
export function actionCounts({ tags, observed }: Reaction) {
  const of = (...outcomes: TagOutcome['outcome'][]) =>
    tags.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return {
    ActsDone: of('replaced', 'restored'),
    ActsHeld: of('held'),
    ActsObserved: observed + of('observed'),
    ActsFailed: of('failed'),
  };
}
