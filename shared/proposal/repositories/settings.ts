import { stringify } from 'yaml';
import { RegistryConfigError } from '../../config/errors.ts';
import { parseRegistryConfig } from '../../config/load.ts';
import type { Encryption, Settings } from '../../registry/settings/repository-settings.ts';
import { declaredRules } from '../../repositories/rules.ts';
import { deviationsOf } from '../../settings/plan.ts';
import { mutabilityWords } from '../cache/template.ts';
import type { RepositoryFacts } from '../facts.ts';
import { lifecycleInWords } from '../lifecycle.ts';
import type { Documents } from './documents.ts';

/** Settings of an entry of `repositories:` that make two repositories alike or not, in the order in which they stand. */
export const settingNames = [
  'owner',
  'mutability',
  'scanOnPush',
  'encryption',
  'lifecycle',
  'policy',
] as const;

export type Setting = (typeof settingNames)[number];

/** The settings of a repository, as an entry says them. What it cannot say is not there. */
export type SaidSettings = Partial<Record<Setting, Readonly<Record<string, unknown>>>>;

/** Finds the settings of repositories: the plan is asked once for each that occurs. */
export function settingsReader(documents: Documents): (facts: RepositoryFacts) => SaidSettings {
  const known = new Map<string, boolean>();
  const canSay = (fields: object, facts: RepositoryFacts, state: string) => {
    const key = `${JSON.stringify(fields)} ${state}`;
    const valid = known.get(key) ?? changesNothing(fields, facts);
    known.set(key, valid);
    return valid;
  };
  return (facts) => {
    const { lifecyclePolicy = '', repositoryPolicy = '' } = facts.settings;
    const states: Partial<Record<string, string>> = {
      lifecycle: lifecyclePolicy,
      policy: repositoryPolicy,
    };
    const all = Object.entries(settingsOf(facts, documents));
    return Object.fromEntries(
      all.filter(([name, fields]) => canSay(fields, facts, states[name] ?? '')),
    );
  };
}

function settingsOf({ settings }: RepositoryFacts, documents: Documents): SaidSettings {
  const { mutability, encryption, scanOnPush, resourceTags } = settings;
  const lifecycle = lifecycleOf(settings, documents);
  const policy = documents.policy(settings.repositoryPolicy);
  return {
    ...(resourceTags?.owner && { owner: { owner: resourceTags.owner } }),
    ...(mutability && { mutability: mutabilityWords(mutability) }),
    // Off is what the registry's own configuration goes on top of.
    ...(scanOnPush && { scanOnPush: { scanOnPush } }),
    ...(encryption && { encryption: { encryption: plainEncryption(encryption) } }),
    ...(lifecycle && { lifecycle }),
    ...(policy && { policy: { policy } }),
  };
}

function lifecycleOf({ lifecyclePolicy: text }: Settings, documents: Documents) {
  const words = lifecycleInWords(text);
  if (words) return { lifecycle: words };
  const lifecyclePolicy = documents.lifecyclePolicy(text);
  return lifecyclePolicy && { lifecyclePolicy };
}

function plainEncryption({ encryptionType, kmsKey }: Encryption): object {
  return { encryptionType, ...(kmsKey && { kmsKey }) };
}

/** Whether an entry with these settings is valid, and nothing of the repository differs from it. */
function changesNothing(fields: object, { name: repository, settings: state }: RepositoryFacts) {
  try {
    const text = stringify({ repositories: [{ names: ['**'], ...fields }] });
    const wanted = declaredRules(parseRegistryConfig(text).repositories).wantedOf(repository);
    return wanted !== undefined && deviationsOf({ repository, wanted, state }).length === 0;
  } catch (error) {
    if (error instanceof RegistryConfigError) return false;
    throw error;
  }
}
