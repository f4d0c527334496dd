import {
  CreatePullThroughCacheRuleCommand,
  DeletePullThroughCacheRuleCommand,
  DescribePullThroughCacheRulesCommand,
  type ECRClient,
  PullThroughCacheRuleAlreadyExistsException,
  PullThroughCacheRuleNotFoundException,
  UpdatePullThroughCacheRuleCommand,
} from '@aws-sdk/client-ecr';
import { StewardError } from '../runtime/errors.ts';
import { explain } from '../runtime/explain.ts';
import type { CacheChange, CachePlan } from './plan.ts';
import { observedState, type RuleState, sameRule } from './rule.ts';

/** What became of a change. */
export type AppliedChange = CacheChange & { outcome: Outcome; error?: string };

export type Outcome =
  | 'created'
  | 'updated'
  | 'replaced'
  | 'deleted'
  /** Nothing was to be done: the rule is as declared, or not ours and kept. */
  | 'unchanged'
  /** Could not be done; `error` says why. The other changes are applied all the same. */
  | 'failed';

/**
 * Applies a plan, change by change. A change that fails does not stop the others: each has its outcome,
 * and another run starts from what the registry then has.
 *
 * @param onChange - Told after each change, for progress.
 */
export async function applyCache(
  ecr: ECRClient,
  plan: CachePlan,
  onChange: (change: AppliedChange) => void = () => {},
): Promise<AppliedChange[]> {
  const applied = new Map<CacheChange, AppliedChange>();
  for (const change of inSafeOrder(plan.changes)) {
    const result = { ...change, ...(await attempt(ecr, change)) };
    applied.set(change, result);
    onChange(result);
  }
  return plan.changes.flatMap((change) => applied.get(change) ?? []);
}

/** The most rules that a registry can have; the quota is not adjustable. */
const MAX_RULES = 50;

/** What goes comes last, so that a pull finds the new rule first: unless there is no room for both. */
function inSafeOrder(changes: readonly CacheChange[]): CacheChange[] {
  const deletes = changes.filter(({ action }) => action === 'delete');
  const others = changes.filter(({ action }) => action !== 'delete');
  return changes.length > MAX_RULES ? [...deletes, ...others] : [...others, ...deletes];
}

async function attempt(ecr: ECRClient, change: CacheChange) {
  if ('blocked' in change) return { outcome: 'failed' as const, error: change.blocked };
  try {
    return { outcome: await perform(ecr, change) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      outcome: 'failed' as const,
      error: explain(error) ?? `${error.name}: ${error.message}`,
    };
  }
}

async function perform(ecr: ECRClient, change: CacheChange): Promise<Outcome> {
  switch (change.action) {
    case 'create':
      await create(ecr, change.prefix, change.after);
      return 'created';
    case 'update':
      await update(ecr, change.prefix, change.after);
      return 'updated';
    case 'replace':
      await replace(ecr, change);
      return 'replaced';
    case 'delete':
      await remove(ecr, change.prefix);
      return 'deleted';
    default:
      return 'unchanged';
  }
}

async function create(ecr: ECRClient, ecrRepositoryPrefix: string, rule: RuleState): Promise<void> {
  try {
    await ecr.send(new CreatePullThroughCacheRuleCommand({ ecrRepositoryPrefix, ...rule }));
  } catch (error) {
    // Another run was faster, or the answer to an earlier attempt was lost: fine if it is this very rule.
    if (!(error instanceof PullThroughCacheRuleAlreadyExistsException)) throw error;
    if (!(await isThere(ecr, ecrRepositoryPrefix, rule))) throw error;
  }
}

async function isThere(ecr: ECRClient, prefix: string, rule: RuleState): Promise<boolean> {
  const input = { ecrRepositoryPrefixes: [prefix] };
  const { pullThroughCacheRules } = await ecr.send(new DescribePullThroughCacheRulesCommand(input));
  return (
    pullThroughCacheRules?.some((existing) => sameRule(observedState(existing), rule)) ?? false
  );
}

async function update(
  ecr: ECRClient,
  ecrRepositoryPrefix: string,
  { credentialArn, customRoleArn }: RuleState,
): Promise<void> {
  const input = {
    ecrRepositoryPrefix,
    ...(credentialArn && { credentialArn }),
    ...(customRoleArn && { customRoleArn }),
  };
  await ecr.send(new UpdatePullThroughCacheRuleCommand(input));
}

async function remove(ecr: ECRClient, ecrRepositoryPrefix: string): Promise<void> {
  try {
    await ecr.send(new DeletePullThroughCacheRuleCommand({ ecrRepositoryPrefix }));
  } catch (error) {
    // Somebody else was faster: it is gone, which is what was wanted.
    if (!(error instanceof PullThroughCacheRuleNotFoundException)) throw error;
  }
}

/** A rule's upstream cannot be changed, so the rule makes way; if the new one fails, the old one is put back. */
async function replace(
  ecr: ECRClient,
  { prefix, before, after }: { prefix: string; before: RuleState; after: RuleState },
): Promise<void> {
  await remove(ecr, prefix);
  try {
    await create(ecr, prefix, after);
  } catch (cause) {
    throw new ReplaceError(prefix, await putBack(ecr, prefix, before), { cause });
  }
}

async function putBack(ecr: ECRClient, prefix: string, before: RuleState): Promise<string> {
  try {
    await create(ecr, prefix, before);
    return 'the old rule is back in its place';
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return `the old rule could not be put back either (${message}): there is none now, run again`;
  }
}

/** The new rule could not be created after the old one had made way; the message tells what stands now. */
export class ReplaceError extends StewardError {
  override name = 'ReplaceError' as const;

  constructor(prefix: string, standing: string, options: { cause: unknown }) {
    const { cause } = options;
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super(`the new rule for ${prefix} could not be created (${why}); ${standing}`, options);
  }
}
