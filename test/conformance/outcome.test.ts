import { describe, expect, test } from 'vitest';
import { compare, type Outcome, parseExpected } from '../../conformance/outcome.ts';

const outcome = (name: string, outcome: Outcome['outcome']): Outcome => ({
  name,
  outcome,
  why: '',
});

describe('a table of expected differences', () => {
  test('has a name and a reason in each line, but for comments', () => {
    expect(parseExpected('# why\na::b\tthe peer is wrong\n\n')).toEqual([
      { name: 'a::b', reason: 'the peer is wrong' },
    ]);
  });

  test.each(['a::b', 'a::b\t', 'a::b\t '])('is refused without a reason: %j', (line) => {
    expect(() => parseExpected(line)).toThrow('a::b has no reason');
  });
});

describe('a comparison', () => {
  const table = parseExpected('known\twhy\nmany*\twhy\ngone\twhy');
  const outcomes = [
    outcome('fine', 'passed'),
    outcome('known', 'failed'),
    outcome('many/1', 'failed'),
    outcome('new', 'failed'),
    outcome('later', 'skipped'),
  ];

  test('tells what failed as expected from what did not', () => {
    const result = compare(outcomes, table);
    expect(result).toMatchObject({ passed: 1, skipped: [{ name: 'later' }] });
    expect(result.expected.map(({ name }) => name)).toEqual(['known', 'many/1']);
    expect(result.unexpected.map(({ name }) => name)).toEqual(['new']);
  });

  test('names the lines by which nothing failed', () => {
    expect(compare(outcomes, table).stale.map(({ name }) => name)).toEqual(['gone']);
  });
});
