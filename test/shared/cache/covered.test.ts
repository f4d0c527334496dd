import { describe, expect, test } from 'vitest';
import type { Alert } from '../../../shared/alerts/alert.ts';
import type { ScheduledRun } from '../../../shared/alerts/notifying.ts';
import {
  coveredByShapes,
  coveredByValidation,
  dueAlerts,
  failureAlerts,
  validityAlerts,
} from '../../../shared/cache/alert.ts';
import type { AppliedChange } from '../../../shared/cache/apply.ts';
import { appliedAlerts } from '../../../shared/cache/apply-alerts.ts';
import { coveredByCache } from '../../../shared/cache/covered.ts';
import type { RuleValidity } from '../../../shared/cache/credentials/validate.ts';
import {
  coveredByWalk,
  remainingAlerts,
  remainingOf,
} from '../../../shared/cache/repositories/alert.ts';
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

/** Which alerts are covered: on each of the changes that has failed, on all that wait, and on what a limit holds. */
function covered({ covers }: ScheduledRun): string[] {
  const held = { kind: 'cache', per: 'run', most: 1, used: 1 } as const;
  const alerts = [
    ...failureAlerts(changes.map((change) => ({ ...change, outcome: 'failed' }))),
    ...appliedAlerts(changes.slice(0, 3).map((it) => ({ ...it, outcome: 'observed' }))),
    ...appliedAlerts(changes.slice(0, 3).map((it) => ({ ...it, outcome: 'held', held }))),
    ...remainingAlerts(
      remainingOf([
        ...changes.slice(3).map((it) => ({ ...it, outcome: 'observed' as const })),
        ...changes.slice(3).map((it) => ({ ...it, outcome: 'held' as const, held })),
      ]),
    ),
  ];
  return alerts.filter(({ where, kind }) => covers(where, kind)).map(({ cause }) => cause.id);
}

const settings = ['rule/quay.io', 'template/quay.io template', 'policy/quay.io pullers'].map(
  (it) => `cache/setting/${it}`,
);

const whole = ['cache/observed', 'cache/held/cache'];

test('a run over the rules covers all but repositories, also what is no longer declared', () => {
  expect(covered(coveredByCache(began))).toEqual([...settings, ...whole]);
});

describe('a walk covers of cached repositories', () => {
  const filled = '{prefix: quay.io, upstream: quay, repositories: {mutability: MUTABLE}}';
  const all = whole.map((it) => `${it}/repositories`);
  const repository = 'cache/setting/repository/quay.io/a';

  test.each<[string, string, string[], string[]]>([
    ['all, where it has seen all', filled, [], [repository, ...all]],
    ['what it has seen, and nothing on several', filled, ['quay.io/b'], [repository]],
    ['nothing that it has not seen', filled, ['quay.io/a'], []],
    ['none of a rule that declares no settings', '{prefix: quay.io, upstream: quay}', [], all],
  ])('%s', (_, rules, unseen, expected) => {
    const hasSeen = (name: string | undefined) =>
      name === undefined ? unseen.length === 0 : !unseen.includes(name);
    const run = coveredByWalk(rulesOf(rules).pullThroughCache, { began, hasSeen });
    expect(covered(run)).toEqual(expected);
  });
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
