import { expect, test } from 'vitest';
import type { Alert } from '../../../shared/alerts/alert.ts';
import {
  coveredByShapes,
  coveredByValidation,
  dueAlerts,
  failureAlerts,
  validityAlerts,
} from '../../../shared/cache/alert.ts';
import type { AppliedChange } from '../../../shared/cache/apply.ts';
import { coveredByCache } from '../../../shared/cache/covered.ts';
import type { RuleValidity } from '../../../shared/cache/credentials/validate.ts';
import { coveredByWarm, warmAlerts } from '../../../shared/cache/warm/alert.ts';
import type { WarmResult } from '../../../shared/cache/warm/run.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';

const began = new Date();

const rulesOf = (rules: string) => parseRegistryConfig(`pullThroughCache: {rules: [${rules}]}`);

/** A change of each kind to the cache quay.io. */
const changes = [
  { kind: 'rule', prefix: 'quay.io' },
  { kind: 'template', prefix: 'quay.io' },
  { kind: 'policy', prefix: 'quay.io' },
  { kind: 'repository', prefix: 'quay.io', repository: 'quay.io/a' },
].map((change) => ({ ...change, action: 'none', outcome: 'unchanged' }) as AppliedChange);

/** Of which of the settings that failed the night before a night with these changes can say they are over. */
function overAfter(registryYml: string, looked: readonly AppliedChange[]): string[] {
  const failed = failureAlerts(changes.map((change) => ({ ...change, outcome: 'failed' })));
  const { covers } = coveredByCache(rulesOf(registryYml).pullThroughCache, looked, began);
  return failed.filter(({ where, kind }) => covers(where, kind)).map(({ where }) => where.text);
}

const filled = '{prefix: quay.io, upstream: quay, repositories: {mutability: MUTABLE}}';

test('of the cache, what was looked at is over, and a repository that is gone', () => {
  const all = ['quay.io', 'quay.io template', 'quay.io pullers', 'quay.io/a'];
  expect(overAfter(filled, changes)).toEqual(all);
  expect(overAfter(filled, changes.slice(0, 3))).toEqual(all);
});

test('what registry.yml no longer has looked at is not over: only that there is no rule is seen', () => {
  expect(overAfter('{prefix: quay.io, upstream: quay}', changes.slice(0, 1))).toEqual(['quay.io']);
  expect(overAfter('', [])).toEqual(['quay.io']);
});

/** Which kinds of alerts on the cache hub a validation can say are over. */
function overAfterValidation(rule: Partial<RuleValidity>, all = true): string[] {
  const rules = [{ prefix: 'hub', valid: true, ...rule } as RuleValidity];
  const told: Alert[] = [
    ...validityAlerts([{ prefix: 'hub', valid: false, failure: 'denied' }]),
    ...dueAlerts([{ prefix: 'hub', valid: true, due: ['too old'] }]),
  ];
  const { covers } = coveredByValidation(rules, { began, all });
  return told.filter(({ where, kind }) => covers(where, kind)).map(({ kind }) => kind);
}

test.each<[string, Partial<RuleValidity>, string[]]>([
  ['a login that works', {}, ['cache.login-failed', 'cache.credential-due']],
  ['one whose secret cannot be looked at', { isSecretUnseen: true }, ['cache.login-failed']],
  ['one that fails', { valid: false, failure: 'no' } as RuleValidity, ['cache.login-failed']],
  ['one that ECR cannot try', { valid: 'unknown', failure: 'no' } as RuleValidity, []],
])('%s ends what it shows', (_, rule, kinds) => {
  expect(overAfterValidation(rule)).toEqual(kinds);
});

test('a rule that is gone has no login: only who looks at all rules sees that', () => {
  expect(overAfterValidation({ prefix: 'other' })).toHaveLength(2);
  expect(overAfterValidation({ prefix: 'other' }, false)).toEqual([]);
});

test('of secrets, those that were read', () => {
  const seen = { secret: 'a', isJson: true, hasUsername: true, hasAccessToken: true };
  const { covers } = coveredByShapes([seen], began);
  const kind = 'cache.credential-shape';
  expect([covers({ text: 'a' }, kind), covers({ text: 'b' }, kind)]).toEqual([true, false]);
});

test('of warm images, caches of which nothing was skipped, and that there was something to do for', () => {
  const target = (prefix: string) => ({ prefix, repositoryName: `${prefix}/a`, tag: '1' });
  const failure = { code: 'c', cause: 'c', remedy: 'r' };
  const failed = (prefix: string) => ({ ...target(prefix), outcome: 'failed', failure });
  const told = ['whole', 'in part', 'not at all'].map(failed) as WarmResult[];
  const results = [
    { ...target('whole'), outcome: 'warm' },
    { ...target('in part'), outcome: 'warm' },
    { ...target('in part'), outcome: 'skipped', reason: 'time' },
  ] as WarmResult[];
  const { covers } = coveredByWarm(results, began);
  const over = warmAlerts(told).filter(({ where, kind }) => covers(where, kind));
  expect(over.map(({ where }) => where.rule)).toEqual(['whole']);
});
