import type { ECRClient } from '@aws-sdk/client-ecr';
import { pMapIterable } from 'p-map';
import { REPOSITORIES_AT_A_TIME } from '../registry/read.ts';
import { explain } from '../runtime/explain.ts';
import type { CacheChange, CachePlan, Outcome } from './change.ts';
import { MAX_RULES } from './plan-rules.ts';
import { type Validity, validateRule } from './validate.ts';
import { writePolicy } from './write-policy.ts';
import { writeRepository } from './write-repository.ts';
import { writeRule } from './write-rule.ts';
import { writeTemplate } from './write-template.ts';

/** What became of a change; after one to a rule with a credential, whether ECR can log in with it. */
export type AppliedChange = CacheChange & { outcome: Outcome; error?: string; validity?: Validity };

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
  const applyOne = async (change: CacheChange): Promise<[CacheChange, AppliedChange]> => [
    change,
    { ...change, ...(await attempt(ecr, change)) },
  ];
  for (const step of inSafeOrder(plan.changes)) {
    const concurrency = step[0]?.kind === 'repository' ? REPOSITORIES_AT_A_TIME : 1;
    const results = pMapIterable(step, applyOne, { concurrency });
    for await (const [change, result] of results) {
      applied.set(change, result);
      onChange(result);
    }
  }
  return plan.changes.flatMap((change) => applied.get(change) ?? []);
}

/**
 * Templates come before the rules that create repositories by them. What goes comes last, so that a pull
 * finds the new rule first: unless there is no room for both.
 */
function inSafeOrder(changes: readonly CacheChange[]): CacheChange[][] {
  const of = (kind: CacheChange['kind']) => changes.filter((change) => change.kind === kind);
  const goes = ({ action }: CacheChange) => action === 'delete';
  const stays = ({ action }: CacheChange) => action !== 'delete';
  const [templates, rules, others] = [of('template'), of('rule'), of('policy')];
  const oldRules = rules.filter(goes);
  const room = rules.length <= MAX_RULES;
  return [
    [...(room ? [] : oldRules), ...[...templates, ...rules, ...others].filter(stays)],
    of('repository'),
    [...(room ? oldRules : []), ...[...templates, ...others].filter(goes)],
  ];
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

/** Makes one change. @throws ChangedSincePlanError when it is not about what was shown any more. */
export function perform(ecr: ECRClient, change: CacheChange): Promise<Outcome> {
  switch (change.kind) {
    case 'rule':
      return writeRule(ecr, change);
    case 'template':
      return writeTemplate(ecr, change);
    case 'policy':
      return writePolicy(ecr, change);
    case 'repository':
      return writeRepository(ecr, change);
  }
}

/** Every rule that was written and has a credential is tried at once. */
async function validity(ecr: ECRClient, change: CacheChange): Promise<{ validity?: Validity }> {
  if (change.kind !== 'rule' || !('after' in change)) return {};
  if (change.after.credentialArn === undefined) return {};
  return { validity: await validateRule(ecr, change.prefix) };
}
