import type { ECRClient } from '@aws-sdk/client-ecr';
import { explain } from '../runtime/explain.ts';
import type { CacheChange, CachePlan } from './change.ts';
import { MAX_RULES } from './plan.ts';
import { type Validity, validateRule } from './validate.ts';
import { createRule, deleteRule, replaceRule, updateRule } from './write-rule.ts';

/** What became of a change; after one to a rule with a credential, whether ECR can log in with it. */
export type AppliedChange = CacheChange & { outcome: Outcome; error?: string; validity?: Validity };

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

/** What goes comes last, so that a pull finds the new rule first: unless there is no room for both. */
function inSafeOrder(changes: readonly CacheChange[]): CacheChange[] {
  const deletes = changes.filter(({ action }) => action === 'delete');
  const others = changes.filter(({ action }) => action !== 'delete');
  return changes.length > MAX_RULES ? [...deletes, ...others] : [...others, ...deletes];
}

type Result = Pick<AppliedChange, 'outcome' | 'error' | 'validity'>;

async function attempt(ecr: ECRClient, change: CacheChange): Promise<Result> {
  if ('blocked' in change) return { outcome: 'failed', error: change.blocked };
  try {
    const outcome = await perform(ecr, change);
    return { outcome, ...(await validity(ecr, change)) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { outcome: 'failed', error: explain(error) ?? `${error.name}: ${error.message}` };
  }
}

async function perform(ecr: ECRClient, change: CacheChange): Promise<Outcome> {
  switch (change.action) {
    case 'create':
      await createRule(ecr, change.prefix, change.after);
      return 'created';
    case 'update':
      await updateRule(ecr, change.prefix, change.after);
      return 'updated';
    case 'replace':
      await replaceRule(ecr, change.prefix, change.before, change.after);
      return 'replaced';
    case 'delete':
      await deleteRule(ecr, change.prefix, change.before);
      return 'deleted';
    default:
      return 'unchanged';
  }
}

/** Every rule that was written and has a credential is tried at once. */
async function validity(ecr: ECRClient, change: CacheChange): Promise<{ validity?: Validity }> {
  if (!('after' in change) || change.after.credentialArn === undefined) return {};
  return { validity: await validateRule(ecr, change.prefix) };
}
