import { withoutTrailingSlash } from '../config/prefix.ts';
import type { CacheRule, RegistryConfig } from '../config/schema.ts';
import type { RegistryCacheRule } from '../registry/read.ts';
import type { Credential, ObservedCache } from './observe.ts';
import { declaredState, differences, observedState, type RuleState } from './rule.ts';

/** One rule's way from what is (`before`) to what is declared (`after`). */
export type CacheChange =
  | { action: 'create'; prefix: string; after: RuleState; reason?: string; blocked?: string }
  | ({ action: 'update' | 'replace'; prefix: string; reason: string; blocked?: string } & States)
  | { action: 'delete' | 'unmanaged'; prefix: string; before: RuleState; reason: string }
  | { action: 'none'; prefix: string; before: RuleState; reason?: string };

// `blocked` says why a change cannot be applied now, such as a secret that does not exist.

interface States {
  before: RuleState;
  after: RuleState;
}

export interface CachePlan {
  changes: CacheChange[];
}

/**
 * What has to change so that the registry has the declared rules: declared ones first, in the order of
 * the file, then those that only the registry has. Calls nothing.
 */
export function planCache(
  declared: RegistryConfig['pullThroughCache'],
  { rules, credentials }: ObservedCache,
): CachePlan {
  const existing = new Map(
    rules.map((rule) => [withoutTrailingSlash(rule.ecrRepositoryPrefix), rule]),
  );
  const changes = declared.rules.map((rule) => {
    const key = withoutTrailingSlash(rule.prefix);
    const before = existing.get(key);
    existing.delete(key);
    const credential = rule.credential === undefined ? undefined : credentials.get(rule.credential);
    return before ? planExisting(rule, before, credential) : planNew(rule, credential);
  });
  const others = [...existing.values()].map((rule) => planUndeclared(rule, declared.prune));
  return { changes: [...changes, ...others] };
}

/** Whether applying the plan would change the registry. */
export function hasChanges({ changes }: CachePlan): boolean {
  return changes.some(({ action }) => action !== 'none' && action !== 'unmanaged');
}

function planNew(rule: CacheRule, credential: Credential | undefined): CacheChange {
  const after = declaredState(rule, arnOf(credential));
  return {
    action: 'create',
    prefix: rule.prefix,
    after,
    ...blockedBy(credential),
    ...note(credential),
  };
}

function planExisting(
  rule: CacheRule,
  existing: RegistryCacheRule,
  credential: Credential | undefined,
): CacheChange {
  const prefix = existing.ecrRepositoryPrefix;
  const before = observedState(existing);
  const after = declaredState(rule, arnOf(credential) ?? sameSecret(rule, before));
  const differing = differences(before, after);
  if (differing.length === 0) return { action: 'none', prefix, before, ...note(credential) };
  const reason = [...differing, credential?.problem].filter(Boolean).join('; ');
  const blocked = after.credentialArn === undefined ? blockedBy(credential) : {};
  return { action: wayOf(before, after, blocked), prefix, before, after, reason, ...blocked };
}

function planUndeclared(rule: RegistryCacheRule, prune: boolean): CacheChange {
  const { ecrRepositoryPrefix: prefix } = rule;
  const before = observedState(rule);
  return prune
    ? { action: 'delete', prefix, before, reason: 'not in registry.yml, and prune is true' }
    : { action: 'unmanaged', prefix, before, reason: 'not in registry.yml; kept: prune is false' };
}

/**
 * UpdatePullThroughCacheRule changes the credential and the role and nothing else, and it cannot take
 * away what the rule has: a request without either is refused. A secret that is not found takes nothing
 * away either: it is to come.
 */
function wayOf(before: RuleState, after: RuleState, blocked: { blocked?: string }) {
  const inPlace =
    before.upstreamRegistryUrl === after.upstreamRegistryUrl &&
    before.upstreamRepositoryPrefix === after.upstreamRepositoryPrefix &&
    !(before.credentialArn && !after.credentialArn && !blocked.blocked) &&
    !(before.customRoleArn && !after.customRoleArn);
  return inPlace ? 'update' : 'replace';
}

/** A secret that cannot be found by its name is no reason to take it from a rule that has it. */
function sameSecret({ credential }: CacheRule, { credentialArn }: RuleState): string | undefined {
  // The ARN ends in the name, a hyphen and six random characters.
  const name = credentialArn?.replace(/^.*:secret:/, '').slice(0, -7);
  return credential !== undefined && name === credential ? credentialArn : undefined;
}

function arnOf(credential: Credential | undefined): string | undefined {
  return credential && 'arn' in credential ? credential.arn : undefined;
}

function note(credential: Credential | undefined): { reason?: string } {
  return credential?.problem ? { reason: credential.problem } : {};
}

function blockedBy(credential: Credential | undefined): { blocked?: string } {
  return credential && !('arn' in credential) ? { blocked: credential.problem } : {};
}
