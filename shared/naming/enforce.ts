import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Action } from '../actions/action.ts';
import { LedgerUnreachableError } from '../actions/errors.ts';
import type { Gate, Performed, Work } from '../actions/gate.ts';
import type { Held } from '../actions/held.ts';
import { image } from '../registry/read.ts';
import { isKeptByTag, KEPT_BY_TAG } from '../registry/tags/kept-by-tag.ts';
import { quarantineTag } from '../registry/tags/own-tag.ts';
import { deleteTag, type Raced, replaceTag, type TaggedImage } from '../registry/tags/retag.ts';
import type { UseGuard } from '../use/guard.ts';
import { checkImage, type TagViolation, type Violation } from './check.ts';
import type { NamingPlan } from './plan.ts';
import type { Naming } from './rules.ts';

/** What was done about a violation. */
export type Enforced = Violation & {
  outcome: Outcome;
  /** Why nothing was done. */
  why?: string;
  /** The limit that it is over. */
  held?: Held;
  /** Its entry in the audit log. */
  actionId?: string;
  error?: unknown;
};

export type Outcome =
  /** The rule's action is `report`: nothing else is done. */
  | 'reported'
  /** The grace of its image has not ended: nothing is done yet. */
  | 'waiting'
  /** The rule is not allowed yet, so it only observes. */
  | 'observed'
  /** The image was pushed longer ago than `quarantineWithin`, or at an unknown time: it may be deployed. */
  | 'old'
  /** Somebody has released the tag on this image. */
  | 'released'
  /** The image is in use, or that could not be read; or a lifecycle policy keeps it by its tag. */
  | 'inUse'
  /** The image has its quarantine tag instead of the invalid one. */
  | 'quarantined'
  /** The tag is deleted, and with `imageGoes` the image too: this was its last tag. */
  | 'deleted'
  /** The rule deletes it, which needs to know how many tags there are: the hourly run or `check --enforce` does it. */
  | 'left'
  /** Time was up: the hourly run does it. */
  | 'late'
  /** It is over a limit. */
  | 'held'
  /** It cannot be deleted: a multi-arch image lists its image. */
  | 'referenced'
  /** The tag no longer exists or points to another image, which has an event of its own. */
  | 'gone'
  /** The image has other tags than before: deleting would now remove something else. */
  | 'changed'
  /** The tag moved to another image at the moment it was removed, and that image lost it: it has to be pushed again. */
  | 'raced'
  /** It failed; `error` says why. The image may have its quarantine tag besides the invalid one. */
  | 'failed';

/** What enforcing needs, and what may hold it back. */
export interface Enforcing {
  ecr: ECRClient;
  naming: Naming;
  gate: Gate;
  /** Whether an image is in use. */
  guard: UseGuard;
}

type Done = Omit<Enforced, keyof Violation> & { outcome: Outcome };

/**
 * Enforces the rules of the violations, one after the other, as far as the gate allows. A failure does not stop the
 * others; without a ledger nothing more is tried.
 *
 * @param until - Milliseconds since 1970: no action is begun after it. Default: no limit.
 */
export async function enforce(
  with_: Enforcing,
  plan: NamingPlan,
  until = Number.POSITIVE_INFINITY,
): Promise<Enforced[]> {
  const enforced: Enforced[] = [];
  let unreachable: LedgerUnreachableError | undefined;
  for (const violation of plan.violations) {
    const idle = inaction(violation) ?? leftToRun(violation, plan) ?? lateAt(until);
    const done =
      idle ??
      (unreachable
        ? { outcome: 'failed' as const, error: unreachable }
        : await attempt(with_, violation as TagViolation, plan.of));
    if (done.error instanceof LedgerUnreachableError) unreachable = done.error;
    enforced.push({ ...violation, ...done });
  }
  return enforced;
}

function inaction({ action, graceUntil }: Violation): Done | undefined {
  if (graceUntil !== undefined) return { outcome: 'waiting' };
  return action === 'report' ? { outcome: 'reported' } : undefined;
}

/** A tag to be deleted, but not in this run: how many that may be at most is unknown. */
function leftToRun({ action }: Violation, { of }: NamingPlan): Done | undefined {
  return action === 'delete' && of === undefined ? { outcome: 'left' } : undefined;
}

function lateAt(until: number): Done | undefined {
  return Date.now() >= until ? { outcome: 'late' } : undefined;
}

async function attempt(
  with_: Enforcing,
  violation: TagViolation,
  of: number | undefined,
): Promise<Done> {
  try {
    return (await heldBack(with_, violation)) ?? (await perform(with_, violation, of));
  } catch (error) {
    return { outcome: 'failed', error };
  }
}

/** What keeps the tag on the image, the cheapest checks first. */
async function heldBack(
  { ecr, naming, gate, guard }: Enforcing,
  violation: TagViolation,
): Promise<Done | undefined> {
  const { repository, tag, digest, action, pushedAt, pulledAt } = violation;
  const rule = naming.tagRule(repository);
  if (rule?.enforcedRule === undefined) return { outcome: 'reported' };
  if (action === 'quarantine' && isOld(pushedAt, rule.quarantineWithin)) {
    return {
      outcome: 'old',
      why: 'it was pushed longer ago than quarantineWithin and may be deployed',
    };
  }
  const observed = await gate.observes(rule.enforcedRule);
  if (observed !== undefined) return { outcome: 'observed', why: observed };
  const released = await gate.released('naming', { repository, tag, digest });
  if (released !== undefined) return { outcome: 'released', why: released };
  const used = await guard({
    ...{ repository, tag, tags: [tag], digest },
    ...(pulledAt && { lastRecordedPullTime: new Date(pulledAt) }),
  });
  if (used !== undefined) return { outcome: 'inUse', why: used.why };
  if (action !== 'quarantine') return undefined;
  const isKept = await isKeptByTag(ecr, repository, tag, quarantineTag(digest));
  return isKept ? { outcome: 'inUse', why: KEPT_BY_TAG } : undefined;
}

function isOld(pushedAt: string | undefined, seconds: number): boolean {
  const age = Date.now() - Date.parse(pushedAt ?? '1970-01-01T00:00:00Z');
  return age > seconds * 1000;
}

async function perform(
  with_: Enforcing,
  violation: TagViolation,
  of: number | undefined,
): Promise<Done> {
  const { ecr, naming, gate } = with_;
  const actionId = actionOf(naming, violation, of);
  const work = async () => {
    const outcome = await (violation.action === 'delete'
      ? remove(ecr, naming, violation)
      : quarantine(ecr, violation));
    return { outcome, unneeded: outcome === 'gone' || outcome === 'changed' };
  };
  return doneBy(await gate.perform(actionId, work));
}

function doneBy(performed: Performed<Work & { outcome: Outcome }>): Done {
  switch (performed.state) {
    case 'done':
      return { outcome: performed.result.outcome, actionId: performed.id };
    case 'observed':
      return { outcome: 'observed', why: performed.why };
    case 'held':
      return { outcome: 'held', held: performed };
  }
}

function actionOf(naming: Naming, violation: TagViolation, of: number | undefined): Action {
  const { repository, tag, digest, action, imageGoes } = violation;
  const rule = naming.tagRule(repository)?.enforcedRule;
  if (rule === undefined) throw new TypeError(`no enforced rule applies to ${repository}`);
  const kept = quarantineTag(digest);
  const base = {
    ...{ rule, repository, target: `${repository}:${tag}`, before: { tag, digest } },
    ...(of !== undefined && { of }),
  };
  if (action === 'quarantine') {
    const after = { tag: kept, digest };
    return { ...base, kind: 'quarantine', what: `replace the tag by ${kept}`, after };
  }
  const final = 'ECR deletes an image with its last tag and cannot restore it';
  return { ...base, kind: 'delete', what: 'delete the tag', ...(imageGoes && { final }) };
}

async function quarantine(ecr: ECRClient, violation: TagViolation): Promise<Outcome> {
  const replaced = await replaceTag(ecr, tagged(violation), quarantineTag(violation.digest));
  if (replaced.state === 'raced') return raced(replaced);
  return replaced.state === 'moved' ? 'gone' : 'quarantined';
}

/** Deletes only what was shown: right before, the image has to break the same rule in the same way. */
async function remove(ecr: ECRClient, naming: Naming, violation: TagViolation): Promise<Outcome> {
  const { repository, tag, digest, rule, imageGoes } = violation;
  const found = await image(ecr, repository, { imageTag: tag });
  if (found?.imageDigest !== digest) return 'gone';
  const same = checkImage(naming, repository, found).some(
    (now) =>
      now.kind === 'tag' &&
      now.tag === tag &&
      now.rule === rule &&
      now.imageGoes === imageGoes &&
      now.graceUntil === undefined,
  );
  if (!same) return 'changed';
  const deleted = await deleteTag(ecr, tagged(violation));
  return deleted.state === 'raced' ? raced(deleted) : deleted.state;
}

/** Where the other image has its tag again, nothing is lost. */
function raced({ givenBack }: Raced): Outcome {
  return givenBack ? 'gone' : 'raced';
}

function tagged({ repository, tag, digest }: TagViolation): TaggedImage {
  return { repositoryName: repository, imageTag: tag, imageDigest: digest };
}

/** @throws The first error, so that the event is retried: what is done by then is not done twice. */
export function throwIfFailed(enforced: readonly Enforced[]): void {
  const failed = enforced.find(({ outcome }) => outcome === 'failed');
  if (failed) throw failed.error;
}

/** The number of each outcome. */
export type OutcomeCounts = { [outcome in Outcome]?: number };

export function countOutcomes(enforced: readonly Enforced[]): OutcomeCounts {
  const counts: OutcomeCounts = {};
  for (const { outcome } of enforced) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** The metrics of actions, for the dashboard. */
export function actionCounts(outcomes: OutcomeCounts) {
  const { quarantined = 0, deleted = 0, held = 0, observed = 0, failed = 0 } = outcomes;
  return {
    ActsDone: quarantined + deleted,
    ActsHeld: held,
    ActsObserved: observed,
    ActsFailed: failed,
  };
}
