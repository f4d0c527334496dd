import { describe, expect, test } from 'vitest';
import { type EnforcedRule, ruleText } from '../../../../shared/actions/action.ts';
import {
  type Consent,
  consent,
  consentTo,
  isAllowed,
  isPermitted,
  withdraw,
} from '../../../../shared/actions/permits/consent.ts';
import { isOpen, observing, standingOf } from '../../../../shared/actions/permits/standing.ts';
import { startTestAws } from '../../../local/start.ts';
import { createLedger } from '../../../support/acting.ts';

const rule = (name: string, keys: object = { name }): EnforcedRule => ({
  ...{ capability: 'naming', name, text: ruleText(keys) },
});

const given = (more: Partial<Consent> = {}): Consent => ({
  ...{ rules: [rule('a').text], names: ['a'], by: 'somebody', at: '2026-11-27T00:00:00Z' },
  ...more,
});

describe('a rule may act', () => {
  test.each<[string, Consent | undefined, boolean, boolean]>([
    ['as it was allowed', given(), true, true],
    ['not as nobody has said anything', undefined, false, false],
    ['not as another was allowed: only what harms nothing', given({ rules: [] }), false, true],
    ['not as it was put back to observing', given({ observing: true }), false, false],
  ])('%s', (_, consented, acts, sets) => {
    expect(isAllowed(consented, rule('a'))).toBe(acts);
    expect(isPermitted(consented, rule('a'), 'quarantine')).toBe(acts);
    expect(isPermitted(consented, rule('a'), undefined)).toBe(acts);
    expect(isPermitted(consented, rule('a'), 'setting')).toBe(sets);
  });
});

test('what is allowed holds for the capability until it is withdrawn', async () => {
  const ledger = await createLedger(await startTestAws());
  const rules = [rule('a'), rule('a'), rule('b')];
  expect(await standingOf(ledger, 'naming', rules)).toMatchObject({
    rules: [{ state: 'new' }, { state: 'new' }, { state: 'new' }],
  });
  await consent(ledger, 'naming', rules.slice(0, 2), 'somebody', new Date(0));
  expect(await consentTo(ledger, 'naming')).toEqual(given({ at: new Date(0).toISOString() }));
  expect(await consentTo(ledger, 'cache')).toBeUndefined();
  const changed = rule('a', { name: 'a', action: 'delete' });
  const standing = await standingOf(ledger, 'naming', [...rules, changed]);
  expect(standing.rules.map(({ state }) => state)).toEqual(['acts', 'acts', 'new', 'changed']);
  expect(observing(standing)).toEqual(['b', 'a']);
  await withdraw(ledger, 'naming', 'another', new Date(0));
  expect(await consentTo(ledger, 'naming')).toMatchObject({ by: 'another', observing: true });
});

test.each<[string, EnforcedRule[], Consent | undefined, boolean]>([
  ['no rule there is nothing to allow', [], undefined, false],
  ['a rule that nobody has allowed there is', [rule('a')], undefined, true],
  ['all allowed there is nothing', [rule('a')], given(), false],
  ['one of two allowed there is', [rule('a'), rule('b')], given(), true],
])('with %s', (_, rules, consented, open) => {
  const states = rules.map((it) => ({
    rule: it,
    state: isAllowed(consented, it) ? ('acts' as const) : ('new' as const),
  }));
  expect(isOpen({ capability: 'naming', given: consented, rules: states })).toBe(open);
  const observed = given({ observing: true });
  expect(isOpen({ capability: 'naming', given: observed, rules: states })).toBe(rules.length > 0);
});

test('the text of a rule goes by what it says, not by the order or what is left out', () => {
  expect(ruleText({ b: 1, a: undefined })).toBe(ruleText({ b: 1 }));
  expect(ruleText({ b: 1, a: 2 })).toBe(ruleText({ a: 2, b: 1 }));
  expect(ruleText({ a: [1, 2] })).not.toBe(ruleText({ a: [2, 1] }));
  expect(ruleText({ a: null })).not.toBe(ruleText({}));
  expect(ruleText({ a: 1 }, ['x'])).not.toBe(ruleText({ a: 1 }));
  expect(ruleText({ a: { source: 'x*', program: [1] } })).toBe(ruleText({ a: 'x*' }));
  expect(ruleText({ a: { source: 'x*' } })).not.toBe(ruleText({ a: 'x*' }));
});
