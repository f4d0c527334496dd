import type { LocalAws } from '../../aws.ts';
import { evaluate } from '../../iam/evaluate.ts';
import { contextOf } from '../../iam/pattern.ts';
import { compilePolicy } from '../../iam/policy.ts';
import type { FunctionCredentials } from '../../lambda/configuration.ts';
import { newTemporaryKey, type Principal, sessionTokenOf } from '../../service/principal.ts';
import { StackDefinitionError } from '../errors.ts';
import type { FunctionDefinition } from '../functions/functions.ts';
import type { DeclaredStack } from '../template/resources.ts';
import { documentsOf } from './role-policies.ts';

/** A function's session of its role, named after the function, as Lambda's are. It does not expire. */
export interface FunctionSession {
  readonly principal: Principal;
  readonly credentials: FunctionCredentials;
}

/**
 * Declares the policies of a function's role to the local AWS, and starts a session of it.
 *
 * @returns `undefined` for a function whose role is not in the stack: it may do everything
 * @throws StackDefinitionError when Lambda cannot assume the role, or a policy of it is invalid
 */
export function startSession(
  { permissions, accountId }: LocalAws,
  stack: DeclaredStack,
  { logicalId, name, roleArn }: FunctionDefinition,
): FunctionSession | undefined {
  const roles = Object.values(stack.resources).filter(({ type }) => type === 'AWS::IAM::Role');
  const role = roles.find(({ arn }) => arn === roleArn);
  if (!role) return undefined;
  const path = `Resources.${role.logicalId}`;
  const documents = documentsOf(stack, role);
  orAt(path, () => permissions.declareRole(roleArn, documents));
  if (!orAt(path, () => trustsLambda(documents.trust, roleArn))) {
    const problem = `${role.logicalId} cannot be assumed by Lambda: its trust policy does not allow it`;
    throw new StackDefinitionError(`Resources.${logicalId}.Properties.Role`, problem);
  }
  const accessKeyId = newTemporaryKey();
  const startedAt = `${new Date().toISOString().slice(0, 19)}Z`;
  const principal = {
    ...{ accountId, accessKeyId, roleArn, startedAt },
    sessionName: name,
    expiresAt: '9999-12-31T23:59:59Z',
  };
  return { principal, credentials: { accessKeyId, sessionToken: sessionTokenOf(principal) } };
}

function orAt<Result>(path: string, run: () => Result): Result {
  try {
    return run();
  } catch (cause) {
    throw new StackDefinitionError(path, cause instanceof Error ? cause.message : String(cause), {
      cause,
    });
  }
}

function trustsLambda(trust: unknown, roleArn: string): boolean {
  const caller = { service: 'lambda.amazonaws.com' };
  const request = { caller, action: 'sts:AssumeRole', resource: roleArn, context: contextOf({}) };
  const resource = { policy: compilePolicy(trust), required: true };
  return evaluate(request, { identity: [], resource }).allowed;
}
