import type { Finding } from '../document/finding.ts';
import { asFields, type Fields } from '../schema/fields.ts';
import { tagKey } from '../schema/repositories/baseline.ts';
import {
  exclusionsChecks,
  kmsKeyChecks,
  lifecycleChecks,
  replacementChecks,
} from './cached-repositories.ts';

/** Settings that exclude each other in a rule of `baseline:`, and a rule without settings. */
export function baselineChecks(rules: readonly Fields[]): Finding[] {
  return rules.flatMap((rule, index) => {
    const path = ['baseline', index];
    return [
      ...saysNothing(rule, path),
      ...lifecycleChecks(rule, path),
      ...exclusionsChecks(rule, path),
      ...kmsKeyChecks(rule, path),
      ...replacementChecks(rule, path, 'replaceLifecycle', 'lifecycle'),
      ...tagKeys(asFields(asFields(rule.tags).defaults), [...path, 'tags', 'defaults']),
    ];
  });
}

const settings = ['mutability', 'scanOnPush', 'lifecycle', 'encryption', 'tags'];

/** A rule with globs only is intended: it exempts its repositories from the rules below it. */
function saysNothing(rule: Fields, path: PropertyKey[]): Finding[] {
  if (rule.action !== 'enforce' || settings.some((key) => rule[key] !== undefined)) return [];
  return [
    {
      path: [...path, 'action'],
      message: `needs one of ${settings.join(', ')}: without any, there is nothing to enforce`,
    },
  ];
}

function tagKeys(defaults: Fields, path: PropertyKey[]): Finding[] {
  const keys = Object.keys(defaults);
  const message = 'a tag key has 1 to 128 characters and does not start with aws:';
  return [
    ...(keys.length > 50 ? [{ path, message: 'at most 50 tags' }] : []),
    ...keys.filter((key) => !tagKey.test(key)).map((key) => ({ path: [...path, key], message })),
  ];
}
