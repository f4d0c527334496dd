import { matches } from '../config/patterns/program.ts';
import { lifecyclePolicyText } from '../config/schema/lifecycle-policy.ts';
import type { BaselineConfig, BaselineRule } from '../config/schema/schema.ts';
import {
  encryptionOf,
  mutabilityOf,
  type Settings,
} from '../registry/settings/repository-settings.ts';

/** The rule for a repository: the first one with a glob that matches, as in `naming:`. */
export function ruleFor(rules: BaselineConfig, repositoryName: string): BaselineRule | undefined {
  return rules.find(({ repositories }) => repositories.some((it) => matches(it, repositoryName)));
}

/** The settings that a rule declares; of tags, every key that it names. */
export function wantedSettings(rule: BaselineRule): Settings {
  const { mutability, mutabilityExclusions, lifecycle, encryption, scanOnPush, tags } = rule;
  const keys = [...(tags?.required ?? []), ...Object.keys(tags?.defaults ?? {})];
  return {
    ...(mutability && { mutability: mutabilityOf(mutability, mutabilityExclusions) }),
    ...(lifecycle && { lifecyclePolicy: lifecyclePolicyText(lifecycle) }),
    ...(encryption && { encryption: encryptionOf(encryption) }),
    ...(scanOnPush && { scanOnPush }),
    ...(keys.length > 0 && {
      resourceTags: Object.fromEntries(keys.map((key) => [key, tags?.defaults[key] ?? ''])),
    }),
  };
}
