import { denial } from '../iam/denial.ts';
import type { Need } from '../iam/need.ts';
import { arnStart } from '../service/partition.ts';
import { type Principal, principalArn } from '../service/principal.ts';
import type { Ecr } from './model/ecr.ts';
import { repositoryArn } from './model/registry.ts';

/**
 * Requires what an operation asks of its caller besides its own action.
 *
 * @throws AwsError `AccessDeniedException`
 */
export function requireAllowed(ecr: Ecr, caller: Principal, needs: readonly Need[]): void {
  const refused = ecr.world.permissions.refusal(caller, needs);
  if (refused) throw denial('ecr', principalArn(caller), refused);
}

/** A service of ECR that acts with a role. */
type RoleUser = 'ecr.amazonaws.com' | 'pullthroughcache.ecr.amazonaws.com';

/**
 * Who names a role for a service has to be allowed to pass it (IAM user guide, "Grant permissions to pass a role"). An
 * empty text names none.
 */
export function passing(roleArn: string | undefined, service: RoleUser): Need[] {
  if (!roleArn) return [];
  const context = { 'iam:PassedToService': service };
  return [{ action: 'iam:PassRole', resource: roleArn, context }];
}

const serviceLinkedRoles: Readonly<Record<RoleUser, string>> = {
  'ecr.amazonaws.com': 'AWSServiceRoleForECRTemplate',
  'pullthroughcache.ecr.amazonaws.com': 'AWSServiceRoleForECRPullThroughCache',
};

/** The first rule, or template, of an account creates the service-linked role (Amazon ECR user guide). */
export function linking({ registry }: Ecr, service: RoleUser, isFirst: boolean): Need[] {
  if (!isFirst) return [];
  const role = `aws-service-role/${service}/${serviceLinkedRoles[service]}`;
  const resource = `${arnStart(registry.region)}:iam::${registry.accountId}:role/${role}`;
  const context = { 'iam:AWSServiceName': service };
  return [{ action: 'iam:CreateServiceLinkedRole', resource, context }];
}

/**
 * Whoever makes a template needs what ECR will do with it: to create repositories, and to give them policies (Amazon
 * ECR user guide, "Creating a repository creation template").
 */
export function templating(
  { registry }: Ecr,
  { lifecyclePolicy, repositoryPolicy }: { lifecyclePolicy?: unknown; repositoryPolicy?: unknown },
): Need[] {
  const actions = [
    'ecr:CreateRepository',
    ...(lifecyclePolicy ? ['ecr:PutLifecyclePolicy'] : []),
    ...(repositoryPolicy ? ['ecr:SetRepositoryPolicy'] : []),
  ];
  return actions.map((action) => ({ action, resource: repositoryArn(registry, '*') }));
}
