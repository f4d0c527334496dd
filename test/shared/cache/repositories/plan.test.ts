import { expect, test } from 'vitest';
import { wantedBy } from '../../../../shared/cache/repositories/collect.ts';
import { planRepositories } from '../../../../shared/cache/repositories/plan.ts';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { lifecyclePolicyText } from '../../../../shared/config/schema/repositories/lifecycle-policy.ts';
import { isShielded, withShieldRule } from '../../../../shared/config/schema/shield-rule.ts';

const declared = parseRegistryConfig(`
pullThroughCache: {rules: [{prefix: quay, upstream: quay, repositories: {lifecycle: {keepLast: 5}}}]}
`).pullThroughCache;

function planWith(lifecyclePolicy: string) {
  const repositories = declared.rules.map((rule) => {
    return { repository: 'quay/app', wanted: wantedBy(rule), state: { lifecyclePolicy } };
  });
  return planRepositories(declared, { repositories, unread: [] });
}

function shielded(keepLast: number): string {
  const shielding = withShieldRule(lifecyclePolicyText({ keepLast }));
  return 'text' in shielding ? shielding.text : '';
}

test('the rule of the shield is no drift of a cached repository', () => {
  expect(planWith(shielded(5))).toMatchObject([{ action: 'none' }]);
});

test('and stays where its policy is replaced', () => {
  const [change] = planWith(shielded(4));
  expect(change).toMatchObject({ action: 'update', after: { lifecyclePolicy: shielded(5) } });
  expect(isShielded(shielded(5))).toBe(true);
});
