import type { SourceDocument } from '../document/document.ts';
import type { Finding } from '../document/finding.ts';
import { asFields, type Fields } from '../schema/fields.ts';
import { lifecyclePolicyChecks } from './policies/lifecycle.ts';
import { policyChecks } from './policies/policy.ts';
import { changedByYaml } from './policies/unquoted.ts';
import { twice } from './twice.ts';

/** Settings that exclude each other under `repositories:` of a cache rule, or would break its pulls. */
export function cachedRepositoriesChecks(
  rule: Fields,
  rulePath: PropertyKey[],
  source: Pick<SourceDocument, 'unquoted'>,
): Finding[] {
  const block = asFields(rule.repositories);
  const path = [...rulePath, 'repositories'];
  return [
    ...settingsChecks(block, path, source),
    ...customRole(block, path, 'every first pull fails'),
    ...takesOverNothing(block, path),
  ];
}

/** Settings of repositories that exclude each other, for the blocks that declare all of them. */
export function settingsChecks(
  block: Fields,
  path: PropertyKey[],
  source: Pick<SourceDocument, 'unquoted'>,
): Finding[] {
  return [
    ...lifecycleChecks(block, path),
    ...policyTwice(block, path),
    ...lifecyclePolicyChecks(block.lifecyclePolicy, [...path, 'lifecyclePolicy'], source),
    ...exclusionsChecks(block, path),
    ...kmsKeyChecks(block, path),
    ...tagKeys(block, path),
    ...replacementChecks(block, path, 'replaceLifecycle', 'lifecycle', 'lifecyclePolicy'),
    ...replacementChecks(block, path, 'replacePolicy', 'policy'),
    ...changedByYaml(block.policy, [...path, 'policy'], source),
    ...policyChecks(block.policy, [...path, 'policy']),
  ];
}

function policyTwice({ lifecycle, lifecyclePolicy }: Fields, path: PropertyKey[]): Finding[] {
  if (lifecyclePolicy === undefined || lifecycle === undefined) return [];
  const message = 'cannot stand beside lifecycle, which is the same policy: remove one of them';
  return [{ path: [...path, 'lifecyclePolicy'], message }];
}

export function lifecycleChecks({ lifecycle }: Fields, path: PropertyKey[]): Finding[] {
  const at = [...path, 'lifecycle'];
  const words = asFields(lifecycle);
  if (typeof lifecycle === 'object' && lifecycle !== null && Object.keys(words).length === 0) {
    return [
      { path: at, message: 'is empty: add a setting such as expireUntaggedDays: 14, or remove it' },
    ];
  }
  if (words.keepLast === undefined || words.archiveUnpulledDays === undefined) return [];
  const message =
    'cannot be combined with archiveUnpulledDays: of two rules for the same images, ECR applies only the first. Remove one of them';
  return [{ path: [...at, 'keepLast'], message }];
}

export function exclusionsChecks(block: Fields, path: PropertyKey[]): Finding[] {
  const at = [...path, 'mutabilityExclusions'];
  if (block.mutabilityExclusions === undefined) return [];
  const message =
    'needs mutability beside it: MUTABLE or IMMUTABLE, of which these tags are the exceptions';
  return [
    ...(block.mutability === undefined ? [{ path: at, message }] : []),
    ...twice(block.mutabilityExclusions, at),
  ];
}

export function kmsKeyChecks({ encryption }: Fields, path: PropertyKey[]): Finding[] {
  const { encryptionType, kmsKey: key } = asFields(encryption);
  if (key === undefined || encryptionType !== 'AES256') return [];
  const message = 'needs encryptionType KMS or KMS_DSSE: change that, or remove the key';
  return [{ path: [...path, 'encryption', 'kmsKey'], message }];
}

function tagKeys({ tags, owner }: Fields, path: PropertyKey[]): Finding[] {
  const keys = Object.keys(asFields(tags));
  const wrong = keys.filter((key) => !/^(?!aws:).{1,128}$/i.test(key));
  const message = 'a tag key has 1 to 128 characters and does not start with aws:';
  // The owner is a tag, too.
  const most = owner === undefined ? 50 : 49;
  return [
    ...(keys.length > most ? [{ path: [...path, 'tags'], message: `at most ${most} tags` }] : []),
    ...wrong.map((key) => ({ path: [...path, 'tags', key], message })),
  ];
}

/** ECR's own role for templates may only create a repository, neither tag it nor use a key. */
export function customRole(block: Fields, path: PropertyKey[], what: string): Finding[] {
  if (block.customRoleArn !== undefined) return [];
  const { encryptionType } = asFields(block.encryption);
  const tagged = Object.keys(asFields(block.tags)).length > 0;
  const encrypted = encryptionType === 'KMS' || encryptionType === 'KMS_DSSE';
  if (!tagged && !encrypted) return [];
  const message =
    'needs customRoleArn beside it: without a role of yours ECR creates no repository with it, and ' +
    `${what}. Name a role that trusts ecr.amazonaws.com`;
  return [{ path: [...path, tagged ? 'tags' : 'encryption'], message }];
}

/** What is to replace something has to be declared. */
export function replacementChecks(
  block: Fields,
  path: PropertyKey[],
  key: string,
  needed: string,
  ...orElse: string[]
): Finding[] {
  const isThere = [needed, ...orElse].some((it) => block[it] !== undefined);
  if (block[key] === undefined || isThere) return [];
  const either = [needed, ...orElse].join(' or ');
  return [
    { path: [...path, key], message: `needs ${either} beside it, which replaces what is there` },
  ];
}

/** @param beside - Keys that are no settings. */
export function takesOverNothing(
  block: Fields,
  path: PropertyKey[],
  beside: readonly string[] = [],
): Finding[] {
  const settings = Object.keys(block).filter((key) => key !== 'takeOver' && !beside.includes(key));
  if (block.takeOver === undefined || settings.length > 0) return [];
  const message = 'needs a setting beside it, with which the template is brought in line';
  return [{ path: [...path, 'takeOver'], message }];
}
