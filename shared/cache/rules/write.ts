import {
  CreatePullThroughCacheRuleCommand,
  DeletePullThroughCacheRuleCommand,
  DescribePullThroughCacheRulesCommand,
  type ECRClient,
  PullThroughCacheRuleAlreadyExistsException,
  PullThroughCacheRuleNotFoundException,
  UpdatePullThroughCacheRuleCommand,
} from '@aws-sdk/client-ecr';
import { ChangedSincePlanError } from '../../changes/errors.ts';
import { mayBeOurs, type Outcome } from '../../changes/step.ts';
import { StewardError } from '../../runtime/errors.ts';
import type { RuleChange } from '../change.ts';
import { observedState, type RuleState, sameRule } from './rule.ts';

/** Writes a rule as planned; one is deleted only if it is still what the plan showed. */
export async function writeRule(ecr: ECRClient, change: RuleChange): Promise<Outcome> {
  switch (change.action) {
    case 'create':
      return createRule(ecr, change.prefix, change.after);
    case 'update':
      return updateRule(ecr, change.prefix, change.after);
    case 'replace':
      return replaceRule(ecr, change.prefix, change.before, change.after);
    case 'delete':
      return deleteRule(ecr, change.prefix, change.before);
    default:
      return 'unchanged';
  }
}

/** An existing rule counts as created if it is the same. */
async function createRule(ecr: ECRClient, prefix: string, rule: RuleState): Promise<Outcome> {
  try {
    await ecr.send(new CreatePullThroughCacheRuleCommand({ ecrRepositoryPrefix: prefix, ...rule }));
    return 'created';
  } catch (error) {
    if (!(error instanceof PullThroughCacheRuleAlreadyExistsException)) throw error;
    const existing = await currentRule(ecr, prefix);
    if (existing === undefined || !sameRule(existing, rule)) throw error;
    return mayBeOurs(error) ? 'created' : 'unchanged';
  }
}

/** Only the credential and the role can be changed in place. */
async function updateRule(
  ecr: ECRClient,
  ecrRepositoryPrefix: string,
  after: RuleState,
): Promise<Outcome> {
  const existing = await currentRule(ecr, ecrRepositoryPrefix);
  if (existing && sameRule(existing, after)) return 'unchanged';
  const { credentialArn, customRoleArn } = after;
  const input = {
    ecrRepositoryPrefix,
    ...(credentialArn && { credentialArn }),
    ...(customRoleArn && { customRoleArn }),
  };
  await ecr.send(new UpdatePullThroughCacheRuleCommand(input));
  return 'updated';
}

/**
 * Deletes a rule that is still what the plan showed; one that no longer exists counts as deleted.
 *
 * @throws ChangedSincePlanError when it has changed since.
 */
async function deleteRule(ecr: ECRClient, prefix: string, shown: RuleState): Promise<Outcome> {
  const existing = await currentRule(ecr, prefix);
  if (existing === undefined) return 'unchanged';
  if (!sameRule(existing, shown)) throw new ChangedSincePlanError(`the rule ${prefix}`);
  try {
    await ecr.send(new DeletePullThroughCacheRuleCommand({ ecrRepositoryPrefix: prefix }));
    return 'deleted';
  } catch (error) {
    if (!(error instanceof PullThroughCacheRuleNotFoundException)) throw error;
    return mayBeOurs(error) ? 'deleted' : 'unchanged';
  }
}

/**
 * A rule's upstream cannot be changed, so the rule is deleted and recreated; if that fails, the old one is restored.
 */
async function replaceRule(
  ecr: ECRClient,
  prefix: string,
  before: RuleState,
  after: RuleState,
): Promise<Outcome> {
  const existing = await currentRule(ecr, prefix);
  if (existing && sameRule(existing, after)) return 'unchanged';
  await deleteRule(ecr, prefix, before);
  try {
    await createRule(ecr, prefix, after);
    return 'replaced';
  } catch (cause) {
    throw new ReplaceError(prefix, await putBack(ecr, prefix, before), { cause });
  }
}

async function putBack(ecr: ECRClient, prefix: string, before: RuleState): Promise<string> {
  try {
    await createRule(ecr, prefix, before);
    return 'the old rule is restored';
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return `the old rule could not be restored either (${message}): now there is none, run again`;
  }
}

/** The rule as it is now; undefined where there is none. */
export async function currentRule(ecr: ECRClient, prefix: string): Promise<RuleState | undefined> {
  const input = { ecrRepositoryPrefixes: [prefix] };
  try {
    const answer = await ecr.send(new DescribePullThroughCacheRulesCommand(input));
    const [rule] = answer.pullThroughCacheRules ?? [];
    return rule && observedState(rule);
  } catch (error) {
    if (error instanceof PullThroughCacheRuleNotFoundException) return undefined;
    throw error;
  }
}

/** The new rule could not be created after the old one was deleted; the message says what exists now. */
export class ReplaceError extends StewardError {
  override name = 'ReplaceError' as const;

  constructor(prefix: string, standing: string, options: { cause: unknown }) {
    const { cause } = options;
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super(`the new rule for ${prefix} could not be created (${why}); ${standing}`, options);
  }
}
