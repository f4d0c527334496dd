import { describe, expect, it } from 'vitest';
import type { AwsEvent } from '../../../local/events/event.ts';
import { compilePattern, InvalidEventPatternError } from '../../../local/events/pattern.ts';

function eventWith(detail: unknown, envelope: Partial<AwsEvent> = {}): AwsEvent {
  return {
    version: '0',
    id: '0',
    'detail-type': 'ECR Image Action',
    source: 'aws.ecr',
    account: '123456789012',
    time: '2026-11-21T18:10:00Z',
    region: 'eu-west-1',
    resources: [],
    detail,
    ...envelope,
  };
}

const matches = (pattern: unknown, detail: unknown) =>
  compilePattern({ detail: pattern })(eventWith(detail));
/** Whether alternatives for one field match its value. */
const matchesValue = (alternatives: unknown[], x: unknown) => matches({ x: alternatives }, { x });

describe('a pattern', () => {
  it('needs all of its fields to match, and ignores other fields', () => {
    const pattern = {
      source: ['aws.ecr'],
      detail: { result: ['SUCCESS'], 'action-type': ['PUSH'] },
    };
    const accepts = compilePattern(pattern);
    expect(accepts(eventWith({ result: 'SUCCESS', 'action-type': 'PUSH', more: 1 }))).toBe(true);
    expect(accepts(eventWith({ result: 'SUCCESS', 'action-type': 'DELETE' }))).toBe(false);
    expect(accepts(eventWith({ result: 'SUCCESS' }))).toBe(false);
    expect(accepts(eventWith({ result: 'SUCCESS', 'action-type': 'PUSH' }, { source: 'x' }))).toBe(
      false,
    );
  });

  it('takes any of the alternatives of a field', () => {
    expect(matchesValue(['a', { prefix: 'b' }], 'a')).toBe(true);
    expect(matchesValue(['a', { prefix: 'b' }], 'bc')).toBe(true);
    expect(matchesValue(['a', { prefix: 'b' }], 'c')).toBe(false);
  });

  it('finds the CRITICAL count of a scan', () => {
    const pattern = { 'finding-severity-counts': { CRITICAL: [{ numeric: ['>', 0] }] } };
    expect(matches(pattern, { 'finding-severity-counts': { CRITICAL: 2, HIGH: 1 } })).toBe(true);
    expect(matches(pattern, { 'finding-severity-counts': { CRITICAL: 0 } })).toBe(false);
    expect(matches(pattern, { 'finding-severity-counts': { HIGH: 1 } })).toBe(false);
  });
});

describe('a value', () => {
  it.each([
    ['a', 'a', true],
    ['a', 'A', false],
    ['', '', true],
    ['', ' ', false],
    [null, null, true],
    [null, 'null', false],
    [null, undefined, false],
    [true, true, true],
    [true, 'true', false],
    [7, 7, true],
    [7, '7', false],
    ['a', { a: 'a' }, false],
  ])('%j against %j: %s', (alternative, value, expected) => {
    expect(matchesValue([alternative], value)).toBe(expected);
  });
});

describe('an operator on text', () => {
  it.each([
    [{ prefix: 'team-a/' }, 'team-a/web', true],
    [{ prefix: 'team-a/' }, 'Team-A/web', false],
    [{ prefix: { 'equals-ignore-case': 'TEAM' } }, 'team-a', true],
    [{ prefix: '1' }, 12, false],
    [{ suffix: '-dev' }, '1.0-dev', true],
    [{ suffix: '-dev' }, '1.0-dev.1', false],
    [{ suffix: { 'equals-ignore-case': '.PNG' } }, 'a.png', true],
    [{ 'equals-ignore-case': 'Latest' }, 'LATEST', true],
    [{ 'equals-ignore-case': 'Latest' }, 'LATEST2', false],
    [{ wildcard: 'team-*/*/web' }, 'team-a/x/y/web', true],
    [{ wildcard: 'team-*/*/web' }, 'team-a/web', false],
    [{ wildcard: '*' }, '', true],
    [{ wildcard: 'a*a' }, 'a', false],
    [{ wildcard: 'a\\*b\\\\' }, 'a*b\\', true],
    [{ wildcard: 'a\\*b' }, 'axb', false],
    [{ wildcard: 'plain' }, 'plain', true],
  ])('%j against %j: %s', (operator, value, expected) => {
    expect(matchesValue([operator], value)).toBe(expected);
  });
});

describe('numeric and cidr', () => {
  it.each([
    [{ numeric: ['>', 0, '<=', 5] }, 5, true],
    [{ numeric: ['>', 0, '<=', 5] }, 0, false],
    [{ numeric: ['>=', 0.5, '<', 5] }, 0.5, true],
    [{ numeric: ['=', -1] }, -1, true],
    [{ numeric: ['<', 10] }, '3', false],
    [{ numeric: ['<', 10] }, null, false],
    [{ cidr: '10.0.0.0/24' }, '10.0.0.255', true],
    [{ cidr: '10.0.0.0/24' }, '10.0.1.0', false],
    [{ cidr: '10.0.0.0/24' }, 'no address', false],
    [{ cidr: '2001:db8::/32' }, '2001:db8:1::1', true],
    [{ cidr: '2001:db8::/32' }, '10.0.0.1', false],
    [{ cidr: '0.0.0.0/0' }, '192.0.2.1', true],
  ])('%j against %j: %s', (operator, value, expected) => {
    expect(matchesValue([operator], value)).toBe(expected);
  });
});

describe('anything-but', () => {
  it.each([
    ['a', 'a', false],
    ['a', 'b', true],
    ['a', 5, true],
    ['a', undefined, false],
    [['a', 'b'], 'b', false],
    [[1, 2], 3, true],
    [[1, 2], 2, false],
    [{ prefix: 'a' }, 'ab', false],
    [{ prefix: 'a' }, 5, true],
    [{ prefix: ['a', 'b'] }, 'ba', false],
    [{ suffix: ['-rc', '-dev'] }, '1-dev', false],
    [{ suffix: '-rc' }, '1', true],
    [{ wildcard: ['*/a', 'b/*'] }, 'x/a', false],
    [{ 'equals-ignore-case': ['ABC'] }, 'abc', false],
  ])('%j against %j: %s', (operand, value, expected) => {
    expect(matchesValue([{ 'anything-but': operand }], value)).toBe(expected);
  });
});

describe('exists', () => {
  it.each([
    [true, { x: 'a' }, true],
    [true, { x: null }, true],
    [true, {}, false],
    [true, { x: { leaf: 1 } }, false],
    [true, { x: [] }, false],
    [false, { x: 'a' }, false],
    [false, {}, true],
    [false, { x: { leaf: 1 } }, true],
    [false, { x: [] }, true],
  ])('%s in %j: %s', (exists, detail, expected) => {
    expect(matches({ x: [{ exists }] }, detail)).toBe(expected);
  });

  it('false can be one of several alternatives', () => {
    const alternatives = [{ exists: false }, ''];
    expect(matches({ x: alternatives }, {})).toBe(true);
    expect(matches({ x: alternatives }, { x: '' })).toBe(true);
    expect(matches({ x: alternatives }, { x: 'error' })).toBe(false);
  });

  it('false holds where the objects on the way are missing too', () => {
    expect(matches({ a: { b: { c: [{ exists: false }] } } }, {})).toBe(true);
  });
});

describe('a list in the event', () => {
  it('matches if one of its elements does', () => {
    expect(matchesValue(['a'], ['b', 'a'])).toBe(true);
    expect(matchesValue(['a'], [['b'], ['a']])).toBe(true);
    expect(matchesValue([{ 'anything-but': 'a' }], ['a', 'b'])).toBe(true);
    expect(matchesValue(['a'], ['b'])).toBe(false);
  });

  const pattern = { resources: { type: ['IMAGE'], tags: { team: ['a'] } } };

  it('of objects matches if one object meets all conditions', () => {
    const finding = { resources: [{ type: 'HOST' }, { type: 'IMAGE', tags: { team: 'a' } }] };
    expect(matches(pattern, finding)).toBe(true);
  });

  it('of objects does not match if two objects meet a condition each', () => {
    const finding = { resources: [{ type: 'IMAGE' }, { type: 'HOST', tags: { team: 'a' } }] };
    expect(matches(pattern, finding)).toBe(false);
  });

  it('keeps independent lists apart', () => {
    const many = Array.from({ length: 200 }, (_, value) => ({ value }));
    const lists = { a: many, b: many, c: many, d: [{ value: -1 }] };
    const any = { value: [{ numeric: ['>=', 0] }] };
    expect(matches({ a: any, b: any, c: any, d: any }, lists)).toBe(false);
  });

  it('has a field that must not exist looked for in all of its objects', () => {
    const absent = { resources: { error: [{ exists: false }] } };
    expect(matches(absent, { resources: [{ id: 1 }, { error: 'x' }] })).toBe(false);
    expect(matches(absent, { resources: [{ id: 1 }, { id: 2 }] })).toBe(true);
  });
});

describe('$or', () => {
  it('matches if one branch does, together with the fields beside it', () => {
    const pattern = { kind: ['k'], $or: [{ a: [1] }, { b: { c: [2] } }] };
    expect(matches(pattern, { kind: 'k', a: 1 })).toBe(true);
    expect(matches(pattern, { kind: 'k', b: { c: 2 } })).toBe(true);
    expect(matches(pattern, { kind: 'k' })).toBe(false);
    expect(matches(pattern, { a: 1 })).toBe(false);
  });

  it('can stand at the top and inside another', () => {
    const accepts = compilePattern({
      $or: [
        { source: ['other'] },
        { detail: { $or: [{ a: [1] }, { $or: [{ b: [1] }, { c: [1] }] }] } },
      ],
    });
    expect(accepts(eventWith({ c: 1 }))).toBe(true);
    expect(accepts(eventWith({}, { source: 'other' }))).toBe(true);
    expect(accepts(eventWith({ d: 1 }))).toBe(false);
  });
});

describe('a pattern is refused', () => {
  it.each([
    [null, '', 'must be an object'],
    [{}, '', 'must have at least one field'],
    [{ detail: {} }, 'detail', 'must have at least one field'],
    [{ source: 'aws.ecr' }, 'source', 'a list of alternatives, not "aws.ecr"'],
    [{ source: [] }, 'source', 'must not be empty'],
    [{ source: [['a']] }, 'source[0]', 'a value or an operator'],
    [{ source: [{ regex: 'a' }] }, 'source[0]', 'unknown operator "regex"; known are prefix,'],
    [{ source: [{ constructor: 'a' }] }, 'source[0]', 'unknown operator'],
    [{ source: [{ prefix: 'a', suffix: 'b' }] }, 'source[0]', 'exactly one operator'],
    [{ source: ['ok', { prefix: 5 }] }, 'source[1].prefix', 'must be a string, not 5'],
    [{ source: [{ prefix: { wildcard: 'a' } }] }, 'source[0].prefix', 'must be a string'],
    [{ detail: { x: [{ wildcard: 'a**b' }] } }, 'detail.x[0].wildcard', 'two stars'],
    [{ detail: { x: [{ wildcard: 'a\\b' }] } }, 'detail.x[0].wildcard', 'backslash'],
    [{ detail: { x: [{ wildcard: 'a\\' }] } }, 'detail.x[0].wildcard', 'backslash'],
    [{ detail: { x: [{ exists: 'yes' }] } }, 'detail.x[0].exists', 'must be true or false'],
    [{ detail: { x: [{ numeric: ['>'] }] } }, 'detail.x[0].numeric', 'must be a list such as'],
    [{ detail: { x: [{ numeric: ['~', 1] }] } }, 'detail.x[0].numeric', '"~" is not one of'],
    [{ detail: { x: [{ numeric: ['>', '1'] }] } }, 'detail.x[0].numeric', 'followed by a number'],
    [{ detail: { x: [{ numeric: ['<', 1, '>', 0] }] } }, 'detail.x[0].numeric', 'not one of > >='],
    [
      { detail: { x: [{ numeric: ['>', 5, '<', 5] }] } },
      'detail.x[0].numeric',
      'no number is above',
    ],
    [{ detail: { x: [{ cidr: '10.0.0.0/33' }] } }, 'detail.x[0].cidr', 'not a CIDR block such as'],
    [{ detail: { x: [{ cidr: '10.0.0/8' }] } }, 'detail.x[0].cidr', 'not a CIDR block such as'],
    [{ detail: { x: [{ 'anything-but': [] }] } }, 'detail.x[0].anything-but', 'empty list'],
    [{ detail: { x: [{ 'anything-but': [1, 'a'] }] } }, 'detail.x[0].anything-but', 'mixed'],
    [
      { detail: { x: [{ 'anything-but': [null] }] } },
      'detail.x[0].anything-but',
      'strings or numbers',
    ],
    [{ detail: { x: [{ 'anything-but': { cidr: 'a' } }] } }, 'detail.x[0].anything-but', 'unknown'],
    [
      { detail: { x: [{ 'anything-but': { prefix: '' } }] } },
      'detail.x[0].anything-but.prefix',
      'empty',
    ],
    [{ $or: [{ source: ['a'] }] }, '$or', 'at least two objects'],
    [{ detail: { $or: [{ a: [1] }, 2] } }, 'detail.$or[1]', 'must be an object'],
  ])('%j', (pattern, path, problem) => {
    const compile = () => compilePattern(pattern);
    expect(compile).toThrow(InvalidEventPatternError);
    expect(compile).toThrow(
      expect.objectContaining({ path, message: expect.stringContaining(problem) }),
    );
  });

  it('when $or multiplies into more than a thousand combinations', () => {
    const branches = Array.from({ length: 11 }, (_, value) => ({ x: [value] }));
    const nested = { a: { $or: branches }, b: { $or: branches }, c: { $or: branches } };
    expect(() => compilePattern({ detail: nested })).toThrow(/more than 1000 combinations/);
  });
});
