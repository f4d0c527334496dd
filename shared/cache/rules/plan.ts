import { blockedIf, kept, notDeclared, reasonOf } from '../../changes/step.ts';
import { isWithin, withoutTrailingSlash } from '../../config/schema/prefix.ts';
import type { CacheRule, RegistryConfig } from '../../config/schema/schema.ts';
import { ROOT_PREFIX } from '../../registry/cached.ts';
import type { RegistryCacheRule } from '../../registry/read.ts';
import type { RuleChange } from '../change.ts';
import type { Credential } from '../credentials/state.ts';
import type { ObservedCache } from '../observe.ts';
import { declaredState, differences, observedState, type RuleState } from './rule.ts';

/** The most rules that a registry can have; the quota is not adjustable. */
export const MAX_RULES = 50;

/**
 * What has to change in the rules: declared ones first, in the order of the file, then those that only
 * the registry has.
 */
export function planRules(
  declared: RegistryConfig['pullThroughCache'],
  { rules, credentials }: ObservedCache,
): RuleChange[] {
  const existing = new Map(
    rules.map((rule) => [withoutTrailingSlash(rule.ecrRepositoryPrefix), rule]),
  );
  const planned = declared.rules.map((rule) => {
    const before = existing.get(withoutTrailingSlash(rule.prefix));
    const credential = credentials.get(rule.credential ?? '');
    return before ? planExisting(rule, before, credential) : planNew(rule, credential);
  });
  for (const { prefix } of declared.rules) existing.delete(withoutTrailingSlash(prefix));
  const others = [...existing.values()].map((rule) => planUndeclared(rule, declared.prune));
  return [...blockConflicts(planned, others), ...others];
}

function planNew(rule: CacheRule, credential: Credential | undefined): RuleChange {
  const problems = problemsFor(rule, credential);
  const swallows =
    rule.prefix === ROOT_PREFIX
      ? ['every repository without another rule becomes a cached one, exempt from naming rules']
      : [];
  return {
    kind: 'rule',
    action: 'create',
    prefix: rule.prefix,
    after: declaredState(rule, credential?.arn),
    ...reasonOf([...swallows, ...problems]),
    ...blockedIf(credential && credential.arn === undefined ? problems : []),
  };
}

function planExisting(
  rule: CacheRule,
  existing: RegistryCacheRule,
  credential: Credential | undefined,
): RuleChange {
  const problems = problemsFor(rule, credential);
  const before = observedState(existing);
  const after = declaredState(rule, credential?.arn ?? sameSecret(rule, before));
  const base = { kind: 'rule', prefix: existing.ecrRepositoryPrefix, before } as const;
  const differing = differences(before, after);
  if (differing.length === 0) return { ...base, action: 'none', ...reasonOf(problems) };
  const unknown = rule.credential !== undefined && after.credentialArn === undefined;
  const action = inPlace(before, after, unknown) ? 'update' : 'replace';
  const reason = [...differing, ...problems].join('; ');
  const refused = action === 'replace' && !rule.allowReplace ? [notAllowed(rule)] : [];
  const obstacles = [...(unknown ? problems : []), ...refused];
  return { ...base, action, after, reason, ...blockedIf(obstacles) };
}

/** A secret is shown by its name, with the command that fixes it. */
function problemsFor({ prefix }: CacheRule, credential: Credential | undefined): string[] {
  const problems = credential?.problems ?? [];
  return problems.map((problem) => problem.replace(/ credential set$/, `$& ${prefix}`));
}

function planUndeclared(rule: RegistryCacheRule, prune: boolean): RuleChange {
  const reason = prune ? notDeclared : kept;
  return {
    kind: 'rule',
    action: prune ? 'delete' : 'unmanaged',
    prefix: rule.ecrRepositoryPrefix,
    before: observedState(rule),
    reason,
  };
}

/**
 * Blocks what conflicts with the rules that stay: a prefix within another (AWS does not document which of the two ECR
 * takes), and more rules than the quota.
 */
function blockConflicts(planned: RuleChange[], others: readonly RuleChange[]): RuleChange[] {
  const staying = others.filter(({ action }) => action === 'unmanaged');
  let room =
    MAX_RULES - staying.length - planned.filter(({ action }) => action !== 'create').length;
  return planned.map((change) => {
    if (change.action !== 'create' || change.blocked) return change;
    room -= 1;
    const obstacles = [...overlaps(change.prefix, staying), ...(room < 0 ? [full(staying)] : [])];
    return { ...change, ...blockedIf(obstacles) };
  });
}

function overlaps(prefix: string, staying: readonly RuleChange[]): string[] {
  return staying
    .filter((other) => isWithin(prefix, other.prefix) || isWithin(other.prefix, prefix))
    .map(
      (other) => `overlaps the rule ${other.prefix} in the registry: declare or delete that one`,
    );
}

function full(staying: readonly unknown[]): string {
  return (
    `a registry can have ${MAX_RULES} rules, and ${staying.length} of them are not in registry.yml: ` +
    'delete some, or set prune: true'
  );
}

function notAllowed({ prefix }: CacheRule): string {
  return (
    `deletes the rule and recreates it, so pulls through ${prefix} may fail in between: ` +
    'set allowReplace: true on the rule to allow that'
  );
}

/**
 * UpdatePullThroughCacheRule changes only the credential and the role, and cannot remove them: a request without
 * either is refused. A secret that is not found removes nothing either: it may be created later.
 */
function inPlace(before: RuleState, after: RuleState, unknownCredential: boolean): boolean {
  return (
    before.upstreamRegistryUrl === after.upstreamRegistryUrl &&
    before.upstreamRepositoryPrefix === after.upstreamRepositoryPrefix &&
    !(before.credentialArn && !after.credentialArn && !unknownCredential) &&
    !(before.customRoleArn && !after.customRoleArn)
  );
}

/** A secret that is not found by its name is not removed from a rule that has it. */
function sameSecret({ credential }: CacheRule, { credentialArn }: RuleState): string | undefined {
  // The ARN ends in the name, a hyphen and six random characters.
  const name = credentialArn?.replace(/^.*:secret:/, '').slice(0, -7);
  return credential !== undefined && name === credential ? credentialArn : undefined;
}
