import { AwsError } from '../../http/errors.ts';
import { invalidParameter, limitExceeded, requireOwnRole } from '../errors.ts';
import type { Ecr } from '../model/ecr.ts';
import type { CacheRule, Registry } from '../model/registry.ts';
import { credentialFailure, requireSecret } from '../registry/credentials.ts';
import { resolveUpstream, type UpstreamAccess } from './upstreams.ts';

/** Quota "Pull through cache rules per registry" (Amazon ECR service quotas); it cannot be raised. */
const rulesPerRegistry = 50;

export interface NewRule extends UpstreamAccess {
  ecrRepositoryPrefix: string;
  upstreamRepositoryPrefix?: string | undefined;
}

/**
 * A trailing `/` is always implied (API reference, `ecrRepositoryPrefix`), so the prefix with it names the same
 * rule.
 */
export function normalPrefix(prefix: string): string {
  return prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
}

/** @throws AwsError `PullThroughCacheRuleNotFoundException` */
export function requireRule(registry: Registry, prefix: string): CacheRule {
  const rule = registry.rules.get(normalPrefix(prefix));
  if (rule) return rule;
  throw new AwsError(
    'PullThroughCacheRuleNotFoundException',
    `Pull through cache rule with ECR repository prefix '${prefix}' does not exist in the registry with id '${registry.accountId}'`,
  );
}

/**
 * @throws AwsError `PullThroughCacheRuleAlreadyExistsException`, `LimitExceededException`,
 *   `UnsupportedUpstreamRegistryException`, those of `requireSecret`, `InvalidParameterException`
 */
export function createRule(ecr: Ecr, wanted: NewRule): CacheRule {
  const { registry } = ecr;
  const prefix = normalPrefix(wanted.ecrRepositoryPrefix);
  const upstream = resolveUpstream(wanted, registry.accountId);
  const upstreamPrefix = normalPrefix(wanted.upstreamRepositoryPrefix ?? 'ROOT');
  if (prefix === 'ROOT' && upstreamPrefix !== 'ROOT') {
    throw invalidParameter('upstreamRepositoryPrefix', 'must be ROOT when the ECR prefix is ROOT');
  }
  requireAccess(ecr, wanted);
  if (registry.rules.has(prefix)) throw alreadyExists(registry, prefix);
  if (registry.rules.size >= rulesPerRegistry) {
    throw limitExceeded(
      `The maximum number of pull through cache rules (${rulesPerRegistry}) in the registry with id '${registry.accountId}' is reached`,
    );
  }
  const rule: CacheRule = {
    prefix,
    upstreamUrl: wanted.upstreamRegistryUrl,
    upstream,
    upstreamPrefix,
    createdAt: ecr.now(),
    updatedAt: ecr.now(),
    credentialArn: wanted.credentialArn,
    customRoleArn: wanted.customRoleArn,
  };
  registry.rules.set(prefix, rule);
  return rule;
}

/** Changes the credential or the role; nothing else can be changed in place. */
export function updateRule(
  ecr: Ecr,
  prefix: string,
  change: { credentialArn?: string | undefined; customRoleArn?: string | undefined },
): CacheRule {
  const rule = requireRule(ecr.registry, prefix);
  requireAccess(ecr, change);
  rule.credentialArn = change.credentialArn ?? rule.credentialArn;
  rule.customRoleArn = change.customRoleArn ?? rule.customRoleArn;
  rule.updatedAt = ecr.now();
  return rule;
}

/** Deletes a rule; the repositories created by it stay. */
export function deleteRule(registry: Registry, prefix: string): CacheRule {
  const rule = requireRule(registry, prefix);
  registry.rules.delete(rule.prefix);
  return rule;
}

/** Why the login to the upstream would fail; `undefined` if it would not. No upstream is contacted. */
export function ruleFailure({ secrets }: Ecr, rule: CacheRule): string | undefined {
  return rule.credentialArn === undefined
    ? undefined
    : credentialFailure(secrets, rule.credentialArn);
}

function requireAccess(
  { registry, secrets }: Ecr,
  access: { credentialArn?: string | undefined; customRoleArn?: string | undefined },
): void {
  if (access.credentialArn !== undefined) requireSecret(registry, secrets, access.credentialArn);
  if (access.customRoleArn !== undefined) requireOwnRole(registry, access.customRoleArn);
}

function alreadyExists(registry: Registry, prefix: string): AwsError {
  return new AwsError(
    'PullThroughCacheRuleAlreadyExistsException',
    `A pull through cache rule with ECR repository prefix '${prefix}' already exists in the registry with id '${registry.accountId}'`,
  );
}
