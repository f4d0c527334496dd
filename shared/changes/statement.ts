import {
  DeleteRegistryPolicyCommand,
  type ECRClient,
  PutRegistryPolicyCommand,
  RegistryPolicyNotFoundException,
} from '@aws-sdk/client-ecr';
import {
  type PolicyText,
  parsePolicy,
  replacingStatement,
  type Statement,
  withoutStatement,
  withStatement,
} from '../registry/policy/text.ts';
import { registryPolicy } from '../registry/settings/policies.ts';
import { isSame } from '../registry/settings/same.ts';
import { ChangedSincePlanError } from './errors.ts';
import type { Outcome, Step } from './step.ts';

/**
 * Writes our statement as planned, into the policy as it is right now: unmanaged statements stay as they are, also
 * those that are newer than the plan. ECR can only put a whole policy, so a change by somebody else between this read
 * and the write is lost, as with every other tool.
 *
 * @throws ChangedSincePlanError when our statement is no longer what the plan saw.
 */
export async function writeStatement(ecr: ECRClient, change: Step<Statement>): Promise<Outcome> {
  switch (change.action) {
    case 'create':
      return (await putStatement(ecr, undefined, change.after)) ? 'created' : 'unchanged';
    case 'update':
      return (await putStatement(ecr, change.before, change.after)) ? 'updated' : 'unchanged';
    case 'delete':
      return (await removeStatement(ecr, change.before)) ? 'deleted' : 'unchanged';
    default:
      return 'unchanged';
  }
}

/** False: it already is as declared, as another run was faster. */
async function putStatement(
  ecr: ECRClient,
  shown: Statement | undefined,
  after: Statement,
): Promise<boolean> {
  const policy = await currentPolicy(ecr);
  const { index, statement } = find(policy, after.Sid);
  if (isSame(statement, after)) return false;
  if (!isSame(statement, shown)) throw new ChangedSincePlanError(`the statement ${after.Sid}`);
  const policyText = textWith(policy, index, after);
  await ecr.send(new PutRegistryPolicyCommand({ policyText }));
  return true;
}

function textWith(policy: PolicyText | undefined, index: number, statement: Statement): string {
  if (policy === undefined) {
    return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  }
  if (index === -1) return withStatement(policy, statement);
  return replacingStatement(policy, index, statement);
}

/** False: it is gone already. */
async function removeStatement(ecr: ECRClient, shown: Statement): Promise<boolean> {
  const policy = await currentPolicy(ecr);
  const { index, statement } = find(policy, shown.Sid);
  if (!policy || statement === undefined) return false;
  if (!isSame(statement, shown)) throw new ChangedSincePlanError(`the statement ${shown.Sid}`);
  const policyText = withoutStatement(policy, index);
  if (policyText === undefined) await deletePolicy(ecr);
  else await ecr.send(new PutRegistryPolicyCommand({ policyText }));
  return true;
}

async function deletePolicy(ecr: ECRClient): Promise<void> {
  try {
    await ecr.send(new DeleteRegistryPolicyCommand({}));
  } catch (error) {
    if (!(error instanceof RegistryPolicyNotFoundException)) throw error;
  }
}

/** Our statement as it is now; undefined where there is none. */
export async function currentStatement(
  ecr: ECRClient,
  sid: string,
): Promise<Statement | undefined> {
  return find(await currentPolicy(ecr), sid).statement as Statement | undefined;
}

function find(policy: PolicyText | undefined, sid: string) {
  const statements = policy?.statements ?? [];
  const index = statements.findIndex(({ value }) => value.Sid === sid);
  return { index, statement: statements[index]?.value };
}

async function currentPolicy(ecr: ECRClient): Promise<PolicyText | undefined> {
  const found = await registryPolicy(ecr);
  return found && parsePolicy(found.text);
}
