import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AwsEvent } from '../../../local/events/event.ts';
import { compilePattern } from '../../../local/events/pattern.ts';

const matchesValue = (alternative: unknown, x: unknown) =>
  compilePattern({ detail: { x: [alternative] } })({ detail: { x } } as AwsEvent);

const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
/** Few letters, so that they meet often; the characters with a meaning are among them. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '\\'), maxLength: 12 });
const escaped = (literal: string) => literal.replace(/[*\\]/g, '\\$&');

describe('wildcard', () => {
  it('matches an escaped text with itself and with nothing else', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(matchesValue({ wildcard: escaped(one) }, other)).toBe(one === other);
      }),
    );
  });

  it('agrees with the regular expression that says the same', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), text, (literals, value) => {
        fc.pre(literals.slice(1, -1).every((literal) => literal !== ''));
        const wildcard = literals.map(escaped).join('*');
        const expression = new RegExp(
          `^${literals.map((part) => RegExp.escape(part)).join('.*')}$`,
          's',
        );
        expect(matchesValue({ wildcard }, value)).toBe(expression.test(value));
      }),
    );
  });

  it('matches what its stars were replaced with', () => {
    fc.assert(
      fc.property(fc.array(text.filter(Boolean), { minLength: 2 }), text, (literals, filling) => {
        const wildcard = literals.map(escaped).join('*');
        expect(matchesValue({ wildcard }, literals.join(filling))).toBe(true);
      }),
    );
  });
});

describe('any pattern', () => {
  it('of exact values matches the event that it was made of', () => {
    const event = fc.dictionary(
      fc.string().filter((key) => key !== '$or'),
      leaf,
      { minKeys: 1 },
    );
    fc.assert(
      fc.property(event, (detail) => {
        const exact = Object.fromEntries(
          Object.entries(detail).map(([key, value]) => [key, [value]]),
        );
        expect(compilePattern({ detail: exact })({ detail } as unknown as AwsEvent)).toBe(true);
      }),
    );
  });

  it('on a list holds exactly if it holds for one of the elements', () => {
    const operator = fc.oneof(
      leaf,
      text.map((prefix) => ({ prefix })),
      text.map((refused) => ({ 'anything-but': refused })),
      fc.integer().map((bound) => ({ numeric: ['>', bound] })),
    );
    fc.assert(
      fc.property(operator, fc.array(fc.oneof(leaf, text)), (alternative, list) => {
        const single = list.some((element) => matchesValue(alternative, element));
        expect(matchesValue(alternative, list)).toBe(single);
      }),
    );
  });

  it('has anything-but say the opposite of the operator in it', () => {
    const operator = fc.constantFrom('prefix', 'suffix', 'equals-ignore-case');
    fc.assert(
      fc.property(operator, text.filter(Boolean), leaf, (name, operand, value) => {
        const direct = matchesValue({ [name]: operand }, value);
        expect(matchesValue({ 'anything-but': { [name]: operand } }, value)).toBe(!direct);
      }),
    );
  });

  it('is compiled or refused, never anything else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (pattern) => {
        try {
          expect(typeof compilePattern(pattern)).toBe('function');
        } catch (error) {
          expect(error).toMatchObject({ name: 'InvalidEventPatternError' });
        }
      }),
    );
  });
});
