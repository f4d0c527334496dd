import { lifecyclePolicyText } from '../config/schema/repositories/lifecycle-policy.ts';
import type { CachedRepositories } from '../config/schema/schema.ts';
import {
  encryptionOf,
  mutabilityOf,
  type Settings,
} from '../registry/settings/repository-settings.ts';

/** What registry.yml declares of a repository, by whichever of its blocks. */
export interface Wanted {
  /** The settings that are declared, and no others. */
  settings: Settings;
  /** Drift is only reported. Default: it is corrected. */
  onlyReports?: boolean;
  /** The resource tags are defaults: an existing value stays. Default: it is replaced. */
  tagDefaults?: boolean;
  /** Keys of resource tags of any value; a missing one is reported. Default: none. */
  requiredTags?: readonly string[];
  /** scanOnPush: a scan by the registry's configuration is as good as one by the repository's setting. */
  anyScan?: boolean;
  /** A lifecycle policy that was created manually is replaced. Default: it stays, and is reported. */
  replaceLifecycle?: boolean | undefined;
  /** The same for a repository policy. */
  replacePolicy?: boolean | undefined;
}

/** The keys by which registry.yml declares settings of repositories. */
export type Words = Partial<
  Pick<
    CachedRepositories,
    | 'lifecycle'
    | 'lifecyclePolicy'
    | 'mutability'
    | 'mutabilityExclusions'
    | 'policy'
    | 'tags'
    | 'encryption'
    | 'scanOnPush'
  >
>;

/** The settings that these keys declare, and no others. */
export function settingsIn(words: Words): Settings {
  const { lifecycle, lifecyclePolicy, mutability, policy, tags, encryption, scanOnPush } = words;
  return {
    ...(mutability && { mutability: mutabilityOf(mutability, words.mutabilityExclusions) }),
    ...(lifecycle && { lifecyclePolicy: lifecyclePolicyText(lifecycle) }),
    ...(lifecyclePolicy && { lifecyclePolicy: JSON.stringify(lifecyclePolicy) }),
    ...(policy && { repositoryPolicy: JSON.stringify(policy) }),
    ...(tags && { resourceTags: tags }),
    ...(encryption && { encryption: encryptionOf(encryption) }),
    ...(scanOnPush !== undefined && { scanOnPush }),
  };
}

/** The settings that have to be read to compare: of the resource tags, those with these keys. */
export function toRead({ settings, requiredTags = [] }: Wanted): Settings {
  if (requiredTags.length === 0) return settings;
  const required = Object.fromEntries(requiredTags.map((key) => [key, '']));
  return { ...settings, resourceTags: { ...required, ...settings.resourceTags } };
}
