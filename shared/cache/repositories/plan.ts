import { reasonOf } from '../../changes/step.ts';
import { lifecycleStays, policyStays } from '../../config/schema/ownership.ts';
import { withoutTrailingSlash } from '../../config/schema/prefix.ts';
import type { CachedRepositories, RegistryConfig } from '../../config/schema/schema.ts';
import { keepingShield } from '../../config/schema/shield-rule.ts';
import { type Settings, sameEncryption } from '../../registry/settings/repository-settings.ts';
import { differing, isSame } from '../../registry/settings/same.ts';
import type { RepositoryChange } from '../change.ts';
import type { ObservedRepository } from './repository.ts';
import { declaredSettings } from './settings.ts';

/** The settings of an existing repository that can be changed. */
export const changeable = [
  'mutability',
  'lifecyclePolicy',
  'repositoryPolicy',
  'resourceTags',
  'scanOnPush',
] as const satisfies (keyof Settings)[];

/**
 * What has to change in the repositories that the rules have created, for rules with `repositories:`. What was
 * created manually stays, and is reported.
 */
export function planRepositories(
  { rules }: RegistryConfig['pullThroughCache'],
  repositories: readonly ObservedRepository[],
): RepositoryChange[] {
  const wanted = new Map(
    rules.map(({ prefix, repositories: declared = {} }) => [prefix, declared]),
  );
  return repositories.map((observed) =>
    planRepository(observed, wanted.get(observed.prefix) ?? {}),
  );
}

function planRepository(
  observed: ObservedRepository,
  declared: CachedRepositories,
): RepositoryChange {
  const { repository, state: before, problem } = observed;
  const prefix = withoutTrailingSlash(observed.prefix);
  const base = { kind: 'repository', prefix, repository, before } as const;
  if (problem !== undefined) {
    return { ...base, action: 'update', after: {}, reason: 'could not be read', blocked: problem };
  }
  const wanted = wantedWith(before, declared);
  const differ = changeable.filter(
    (key) => wanted[key] !== undefined && !isSame(before[key], wanted[key]),
  );
  const madeByOthers = new Map(differ.flatMap((key) => keptOf(key, before, declared)));
  const keys = differ.filter((key) => !madeByOthers.has(key));
  const kept = [...madeByOthers.values(), ...encryptionKept(before, wanted)];
  if (keys.length === 0) return { ...base, action: 'none', ...reasonOf(kept) };
  const after: Settings = Object.fromEntries(keys.map((key) => [key, wanted[key]]));
  const reason = [...differing(before, after, keys), ...kept].join('; ');
  return { ...base, action: 'update', after, reason };
}

/** What is declared; the rule of `shield:` stays where the repository has it. */
function wantedWith({ lifecyclePolicy: before }: Settings, declared: CachedRepositories): Settings {
  const { lifecyclePolicy, ...others } = declaredSettings(declared);
  if (lifecyclePolicy === undefined) return others;
  return { ...others, lifecyclePolicy: keepingShield(before, lifecyclePolicy) };
}

/** An unmanaged policy, and what would replace it. */
function keptOf(
  key: (typeof changeable)[number],
  { lifecyclePolicy, repositoryPolicy }: Settings,
  { replaceLifecycle, replacePolicy }: CachedRepositories,
): [typeof key, string][] {
  if (key === 'lifecyclePolicy' && lifecycleStays(lifecyclePolicy, replaceLifecycle)) {
    return [[key, `${key}: created manually, stays (replaceLifecycle: true replaces it)`]];
  }
  if (key === 'repositoryPolicy' && policyStays(repositoryPolicy, replacePolicy)) {
    return [[key, `${key}: differs, stays (replacePolicy: true replaces it)`]];
  }
  return [];
}

function encryptionKept({ encryption: before }: Settings, { encryption }: Settings): string[] {
  if (!before || !encryption || sameEncryption(before, encryption)) return [];
  const key = before.kmsKey ? ` with ${before.kmsKey}` : '';
  return [`stays encrypted as ${before.encryptionType}${key}: ECR cannot change that`];
}
