import type { ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import type { Ledger } from '../alerts/ledger.ts';
import type { People } from '../alerts/people.ts';
import { cacheRules } from '../registry/read.ts';
import { expiredAlerts, failureAlert, racedAlerts, unknownAlerts } from './alert.ts';
import { type Fate, fateOf } from './fate.ts';
import type { Finding } from './finding.ts';
import { withParents } from './parents.ts';
import type { ScanPlan } from './plan.ts';
import { quarantine, type TagOutcome } from './quarantine.ts';
import type { Failure } from './result.ts';
import { claimNews, claimQuarantine, type News, releaseNews, releaseQuarantine } from './told.ts';

/** How people are told, and which findings they have been told of. */
export interface Told {
  people: Pick<People, 'tell'>;
  ledger: Ledger;
}

/** How many failures are looked up in the ledger side by side. */
const AT_A_TIME = 20;

/** What was done: how many images were told, and the tags that were to be taken away. */
export interface Reaction {
  told: number;
  tags: TagOutcome[];
}

/**
 * Tells people of failures what they do not know yet, then quarantines where a rule wants that. In this
 * order: once the tags are gone, a second attempt would find nothing to tell.
 */
export async function react(ecr: ECRClient, to: Told, plan: ScanPlan): Promise<Reaction> {
  const prefixes = await cachePrefixes(ecr, plan.failures);
  const fate = (failure: Failure) => fateOf(failure, prefixes);
  const { told, failures } = await tell(ecr, to, plan.failures, fate);
  await to.people.tell([...unknownAlerts(plan.unknown), ...expiredAlerts(plan.expired)]);
  const tags: TagOutcome[] = [];
  for (const failure of failures) {
    const its = fate(failure);
    if (its.kind !== 'quarantine') continue;
    tags.push(...(await quarantine(ecr, { ...its, repository: failure.repository })));
  }
  await to.people.tell(racedAlerts(tags, new Date()));
  return { told, tags };
}

/** Only whoever takes tags away needs to know what the cache would fetch again. */
async function cachePrefixes(ecr: ECRClient, failures: readonly Failure[]): Promise<string[]> {
  if (failures.every(({ rule }) => rule.action === 'report')) return [];
  return (await cacheRules(ecr)).map((rule) => rule.ecrRepositoryPrefix);
}

/** @returns The failures that are new or to be quarantined, with the images that they are part of. */
async function tell(
  ecr: ECRClient,
  { people, ledger }: Told,
  all: readonly Failure[],
  fate: (failure: Failure) => Fate,
): Promise<{ told: number; failures: Failure[] }> {
  const undo: (() => Promise<void>)[] = [];
  try {
    const news = await newFindings(ledger, all, undo);
    const failures = await withParents(
      ecr,
      all.filter((it) => news.has(keyOf(it)) || it.rule.action === 'quarantine'),
    );
    const toTell: News[] = [];
    for (const failure of failures) {
      const findings = news.get(keyOf(failure)) ?? [];
      const isNew = await isNewQuarantine(ledger, failure, fate(failure), undo);
      if (findings.length > 0 || isNew) toTell.push({ failure, findings });
    }
    await people.tell(toTell.map((it) => failureAlert(it, fate(it.failure))));
    return { told: toTell.length, failures };
  } catch (error) {
    await Promise.allSettled(undo.map((each) => each()));
    throw error instanceof AggregateError ? error.errors[0] : error;
  }
}

/** What people do not know yet, by repository and digest. */
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
  // All are settled before any is taken back: none may be taken for told after that.
  await pMap(failures, claim, { concurrency: AT_A_TIME, stopOnError: false });
  return found;
}

/** An image can be known to fail before the index that it is part of has come. */
async function isNewQuarantine(
  ledger: Ledger,
  failure: Failure,
  fate: Fate,
  undo: (() => Promise<void>)[],
): Promise<boolean> {
  if (fate.kind !== 'quarantine') return false;
  const isNew = await claimQuarantine(ledger, failure, fate);
  if (isNew) undo.push(() => releaseQuarantine(ledger, failure, fate));
  return isNew;
}

/** The same image can be in several repositories. */
function keyOf({ repository, digest }: Failure): string {
  return `${repository}@${digest}`;
}
