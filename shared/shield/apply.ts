import { type ECRClient, PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import type { Action, EnforcedRule } from '../actions/action.ts';
import { LedgerUnreachableError } from '../actions/errors.ts';
import type { Gate, Work } from '../actions/gate.ts';
import { boundOf, type Held } from '../actions/held.ts';
import type { ShieldConfig } from '../config/schema/schema.ts';
import { isShielded } from '../config/schema/shield-rule.ts';
import { lifecyclePolicy } from '../registry/settings/policies.ts';
import { isSame } from '../registry/settings/same.ts';
import { giveFreeTag, removeUnlessLast } from '../registry/tags/give-tag.ts';
import { unlessGone } from '../registry/tags/races.ts';
import { StewardError } from '../runtime/errors.ts';
import type { UseGuard } from '../use/guard.ts';
import { enforcedFor } from './rules.ts';
import type { GiveStep, RemoveStep, RepositoryPlan, RuleStep, Step } from './step.ts';

export type Outcome =
  /** Reported, and nothing more. */
  | 'reported'
  /** The rule is not allowed yet, so it only observes; `why` says so. */
  | 'observed'
  /** It is over a limit. */
  | 'held'
  /** Somebody uses the image, or that is not known: it keeps its tag. */
  | 'inUse'
  | 'set'
  /** It is so already, or the image is gone. */
  | 'settled'
  /** The policy has changed since the plan, or it could not be put: the next run plans anew. */
  | 'changed'
  /** Time was up: the next run does it. */
  | 'late'
  | 'failed';

export type Applied = Step & {
  outcome: Outcome;
  why?: string;
  held?: Held;
  /** Its entry in the audit log. */
  actionId?: string;
  error?: unknown;
};

/** What applying a plan needs. */
export interface Applying {
  ecr: ECRClient;
  gate: Gate;
  rules: ShieldConfig;
  guard: UseGuard;
}

type Done = Pick<Applied, 'outcome' | 'why' | 'held' | 'actionId' | 'error'>;

/**
 * Does what the plans say, as far as the gate allows: in each repository first the policy, then the tags, as a tag
 * without the rule can make an image expire. A failure does not stop other repositories; without a ledger nothing more
 * is tried.
 *
 * @param until - Milliseconds since 1970: nothing is begun after it. Default: no limit.
 */
export async function applyShield(
  with_: Applying,
  plans: readonly RepositoryPlan[],
  until = Number.POSITIVE_INFINITY,
): Promise<Applied[]> {
  const applied: Applied[] = [];
  let unreachable: LedgerUnreachableError | undefined;
  for (const { steps } of plans) {
    let blocked: Done | undefined;
    for (const step of steps) {
      const done = await next(step);
      applied.push({ ...step, ...done });
      if (step.step === 'rule') blocked = whyBlocked(done);
      if (done.error instanceof LedgerUnreachableError) unreachable = done.error;
    }

    function next(step: Step): Promise<Done> | Done {
      if (step.action === 'report') return { outcome: 'reported' };
      if (step.step === 'give' && blocked) return blocked;
      if (Date.now() >= until) return { outcome: 'late' };
      if (unreachable) return { outcome: 'failed', error: unreachable };
      return attempt(with_, step);
    }
  }
  return applied;
}

/** What becomes of tags where the policy did not get its rule. */
function whyBlocked({ outcome, why }: Done): Done | undefined {
  if (outcome === 'set' || outcome === 'settled') return undefined;
  if (outcome === 'observed' && why !== undefined) return { outcome, why };
  return { outcome: 'changed', why: 'the lifecycle policy lacks its first rule' };
}

async function attempt(with_: Applying, step: Step): Promise<Done> {
  const rule = enforcedFor(with_.rules, step.repository);
  if (rule === undefined) return { outcome: 'reported' };
  try {
    return await byKind(with_, step, rule);
  } catch (error) {
    return { outcome: 'failed', error };
  }
}

function byKind(with_: Applying, step: Step, rule: EnforcedRule): Promise<Done> {
  switch (step.step) {
    case 'rule':
      return put(with_, step, rule);
    case 'give':
      return give(with_, step, rule);
    case 'remove':
      return remove(with_, step, rule);
  }
}

async function perform(
  { gate }: Applying,
  action: Action,
  work: () => Promise<Work & { outcome: Outcome }>,
): Promise<Done> {
  const performed = await gate.perform(action, work);
  if (performed.state === 'observed') return { outcome: 'observed', why: performed.why };
  if (performed.state === 'held') {
    return { outcome: 'held', why: boundOf(performed), held: performed };
  }
  const { outcome } = performed.result;
  return { outcome, ...(outcome === 'set' && { actionId: performed.id }) };
}

/** Only the policy that was previewed is replaced: right before, it is read once more. */
async function put(with_: Applying, step: Step & RuleStep, rule: EnforcedRule): Promise<Done> {
  const { repository, before, after } = step;
  const action: Action = {
    ...{ kind: 'setting', rule, repository, target: repository },
    what: 'put the rule for in-use-* first in the lifecycle policy',
    before: { settings: { lifecyclePolicy: before } },
    after: { settings: { lifecyclePolicy: after } },
  };
  return perform(with_, action, async () => {
    const now = await unlessGone(lifecyclePolicy(with_.ecr, repository));
    if (now !== undefined && isShielded(now)) return { outcome: 'settled', unneeded: true };
    if (!isSame(now, before)) return { outcome: 'changed', unneeded: true };
    const input = { repositoryName: repository, lifecyclePolicyText: after };
    await unlessGone(with_.ecr.send(new PutLifecyclePolicyCommand(input)));
    return { outcome: 'set' };
  });
}

async function give(with_: Applying, step: Step & GiveStep, rule: EnforcedRule): Promise<Done> {
  const { repository, digest, tag } = step;
  const action: Action = {
    ...{ kind: 'setting', rule, repository, target: `${repository}@${digest}` },
    what: `give it the tag ${tag}`,
    before: { digest },
    after: { tag, digest },
  };
  return perform(with_, action, async () => {
    const to = { repositoryName: repository, imageTag: tag, imageDigest: digest };
    const given = await giveFreeTag(with_.ecr, to);
    if (given.state === 'taken') throw new InUseTagTakenError(repository, tag, given.imageDigest);
    return given.state === 'given' ? { outcome: 'set' } : { outcome: 'settled', unneeded: true };
  });
}

/** Whether it is in use is asked once more: a deployment may have begun since the walk has read that. */
async function remove(with_: Applying, step: Step & RemoveStep, rule: EnforcedRule): Promise<Done> {
  const { repository, digest, tag, pulledAt } = step;
  const lastRecordedPullTime = pulledAt === undefined ? undefined : new Date(pulledAt);
  const used = await with_.guard({ repository, tag, tags: [tag], digest, lastRecordedPullTime });
  if (used) return { outcome: 'inUse', why: used.why };
  const action: Action = {
    ...{ kind: 'unshield', rule, repository, target: `${repository}@${digest}` },
    what: `remove the tag ${tag}`,
    before: { tag, digest },
    after: { digest },
  };
  return perform(with_, action, async () => {
    const from = { repositoryName: repository, imageTag: tag, imageDigest: digest };
    const removed = await removeUnlessLast(with_.ecr, from);
    return removed === 'removed' ? { outcome: 'set' } : { outcome: 'settled', unneeded: true };
  });
}

/** Somebody has pushed an image under the tag that another one is to get. */
export class InUseTagTakenError extends StewardError {
  override name = 'InUseTagTakenError' as const;

  constructor(repository: string, tag: string, holder: string) {
    super(
      `${repository}:${tag} points to ${holder}: somebody has pushed it, and the image that runs cannot get it. ` +
        `Remove that tag from ${holder}, which keeps its other tags`,
    );
  }
}
