import { stringify } from 'yaml';
import { RegistryConfigError } from '../config/errors.ts';
import { parseRegistryConfig } from '../config/load.ts';
import type { Encryption } from '../registry/settings/repository-settings.ts';
import { mutabilityWords } from './cache/template.ts';
import type { RepositoryFacts } from './facts.ts';
import { lifecycleInWords } from './lifecycle.ts';

/** Settings of a rule of `baseline:` that make two repositories alike or not. */
export type Setting = 'mutability' | 'scanOnPush' | 'lifecycle' | 'encryption';

export const settingNames: readonly Setting[] = [
  'mutability',
  'scanOnPush',
  'lifecycle',
  'encryption',
];

/** The settings of a repository, as a rule of `baseline:` says them. What it cannot say is not there. */
export type BaselineSettings = Partial<Record<Setting, Readonly<Record<string, unknown>>>>;

/** Finds the settings of repositories: the loader is asked once for each that occurs. */
export function settingsReader(): (facts: RepositoryFacts) => BaselineSettings {
  const known = new Map<string, boolean>();
  const canSay = (fields: object) => {
    const text = stringify({ baseline: [fields] });
    const valid = known.get(text) ?? isValid(text);
    known.set(text, valid);
    return valid;
  };
  return (facts) => {
    const all = Object.entries(settingsOf(facts)).filter(([, fields]) => canSay(fields));
    return Object.fromEntries(all);
  };
}

function settingsOf({ settings, isScanned }: RepositoryFacts): BaselineSettings {
  const { mutability, encryption, lifecyclePolicy } = settings;
  const words = lifecycleInWords(lifecyclePolicy);
  return {
    ...(mutability && { mutability: mutabilityWords(mutability) }),
    ...(isScanned && { scanOnPush: { scanOnPush: true } }),
    ...(words && { lifecycle: { lifecycle: words } }),
    ...(encryption && { encryption: { encryption: plainEncryption(encryption) } }),
  };
}

function plainEncryption({ encryptionType, kmsKey }: Encryption): object {
  return { encryptionType, ...(kmsKey && { kmsKey }) };
}

function isValid(text: string): boolean {
  try {
    parseRegistryConfig(text);
    return true;
  } catch (error) {
    if (error instanceof RegistryConfigError) return false;
    throw error;
  }
}
