import {
  type LifecycleWords,
  lifecyclePolicyText,
  lifecycleWordsOf,
} from '../config/schema/repositories/lifecycle-policy.ts';
import { keepingShield } from '../config/schema/shield-rule.ts';
import { isSame } from '../registry/settings/same.ts';

/**
 * The words of registry.yml for a lifecycle policy, if they say exactly this one, but for the rule of `shield:`. A policy
 * of an earlier version of ecr-steward has words, too, and would be changed by them: it has none here.
 */
export function lifecycleInWords(text: string | undefined): Partial<LifecycleWords> | undefined {
  const words = text === undefined ? undefined : lifecycleWordsOf(text);
  if (text === undefined || words === undefined) return undefined;
  if (!isSame(text, keepingShield(text, lifecyclePolicyText(words)))) return undefined;
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));
}
