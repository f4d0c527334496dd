import type { LocalAws } from '../../aws.ts';
import { evaluate } from '../../iam/evaluate.ts';
import { contextOf } from '../../iam/pattern.ts';
import { compilePolicy } from '../../iam/policy.ts';
import type { FunctionCredentials } from '../../lambda/configuration.ts';
import { newTemporaryKey, type Principal, sessionTokenOf } from '../../service/principal.ts';
import type { FunctionDefinition } from '../definitions.ts';
import { StackDefinitionError } from '../errors.ts';
import type { ProvisionedResources } from '../resources.ts';
import type { Service } from '../service.ts';
import { roleOf } from './role-policies.ts';

/** A function's session of its role, named after the function, as Lambda's are. It does not expire. */
export interface FunctionSession {
  readonly principal: Principal;
  readonly credentials: FunctionCredentials;
}

/**
 * Declares the policies of a function's role to the local AWS, and starts a session of it.
 *
 * @returns `undefined` for a function whose role is not in the template: it may do everything
 * @throws StackDefinitionError when Lambda cannot assume the role, or a policy of it is invalid
 */
export function startSession(
  { permissions, accountId }: LocalAws,
  service: Service,
  { key, name, role = '' }: FunctionDefinition,
  { resources, resolve, holds }: Pick<ProvisionedResources, 'resources' | 'resolve' | 'holds'>,
): FunctionSession | undefined {
  const found = roleOf(service, role, resolve, holds);
  const roleArn = resources[role]?.arn;
  if (!found || roleArn === undefined) return undefined;
  const path = `resources.Resources.${role}`;
  orAt(path, () => permissions.declareRole(roleArn, found));
  if (!orAt(path, () => trustsLambda(found.trust, roleArn))) {
    const problem = `${role} cannot be assumed by Lambda: its trust policy does not allow it`;
    throw new StackDefinitionError(`functions.${key}.role`, problem);
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
