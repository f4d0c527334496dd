import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ruleText } from '../../../../shared/actions/action.ts';
import { isNarrower } from '../../../../shared/actions/permits/narrower.ts';
import { compiled, declared, narrower, textOf, wider } from './narrower.ts';

describe('a rule', () => {
  test.each(narrower)('stays allowed with %s', (_, was, now) => {
    expect(textOf(was)).not.toBe('');
    expect(isNarrower(textOf(now), textOf(was))).toBe(true);
  });

  test.each(wider)('is not allowed any more with %s', (_, was, now) => {
    expect(textOf(was)).not.toBe('');
    expect(textOf(now)).not.toBe(textOf(was));
    expect(isNarrower(textOf(now), textOf(was))).toBe(false);
  });

  test('acts on no more when rules before it are for more', () => {
    const [was, now] = [ruleText({}, [['a']]), ruleText({}, [['a'], ['b']])];
    expect([isNarrower(now, was), isNarrower(was, now)]).toEqual([true, false]);
  });

  test('with a field that nobody knows is another one', () => {
    expect(isNarrower(ruleText({ unheardOf: 1 }), ruleText({}))).toBe(false);
    expect(isNarrower(ruleText({}), ruleText({ unheardOf: 1 }))).toBe(false);
    expect(isNarrower(ruleText({ unheardOf: 1 }), ruleText({ unheardOf: 1 }))).toBe(true);
  });
});

test('a rule is as narrow as itself', () => {
  fc.assert(
    fc.property(declared, (config) => {
      const { text } = compiled(config);
      expect(text === '' || isNarrower(text, text)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
