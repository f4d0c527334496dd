import { withoutTrailingSlash } from '../config/prefix.ts';
import type { RegistryConfig } from '../config/schema.ts';
import { type Settings, sameEncryption } from '../registry/repository-settings.ts';
import { differing, isSame } from '../registry/same.ts';
import { type RepositoryChange, reasonOf } from './change.ts';
import type { ObservedCache } from './observe.ts';
import type { ObservedRepository } from './repository.ts';
import { declaredSettings } from './settings.ts';

/** What of a repository can be changed once it is there. */
export const changeable = [
  'mutability',
  'lifecyclePolicy',
  'repositoryPolicy',
  'resourceTags',
  'scanOnPush',
] as const satisfies (keyof Settings)[];

/** What has to change in the repositories that the rules have created, for those with `repositories:`. */
export function planRepositories(
  { rules }: RegistryConfig['pullThroughCache'],
  { repositories = [] }: ObservedCache,
): RepositoryChange[] {
  const wanted = new Map(
    rules.map(({ prefix, repositories: declared = {} }) => [prefix, declaredSettings(declared)]),
  );
  return repositories.map((observed) =>
    planRepository(observed, wanted.get(observed.prefix) ?? {}),
  );
}

function planRepository(observed: ObservedRepository, wanted: Settings): RepositoryChange {
  const { repository, state: before, problem } = observed;
  const prefix = withoutTrailingSlash(observed.prefix);
  const base = { kind: 'repository', prefix, repository, before } as const;
  if (problem !== undefined) {
    return { ...base, action: 'update', after: {}, reason: 'could not be read', blocked: problem };
  }
  const declared = changeable.filter((key) => wanted[key] !== undefined);
  const keys = declared.filter((key) => !isSame(before[key], wanted[key]));
  const kept = encryptionKept(before, wanted);
  if (keys.length === 0) return { ...base, action: 'none', ...reasonOf(kept) };
  const after: Settings = Object.fromEntries(keys.map((key) => [key, wanted[key]]));
  const reason = [...differing(before, after, keys), ...kept].join('; ');
  return { ...base, action: 'update', after, reason };
}

function encryptionKept({ encryption: before }: Settings, { encryption }: Settings): string[] {
  if (!before || !encryption || sameEncryption(before, encryption)) return [];
  const key = before.kmsKey ? ` with ${before.kmsKey}` : '';
  return [`stays encrypted as ${before.encryptionType}${key}: ECR cannot change that`];
}
