import { expect, test } from 'vitest';
import { compileCondition } from '../../../local/iam/condition.ts';
import { contextOf } from '../../../local/iam/pattern.ts';

type Values = Record<string, string | string[]>;

function holds(block: Record<string, Record<string, unknown>>, context: Values): boolean {
  return compileCondition(block, true)(contextOf(context));
}

/** IAM user guide, "IAM JSON policy elements: Condition operators". */
test.each<[string, unknown, string | undefined, boolean]>([
  ['StringEquals', 'a', 'a', true],
  ['StringEquals', 'a', 'A', false],
  ['StringEquals', ['b', 'a'], 'a', true],
  ['StringEquals', 'a*', 'ab', false],
  ['StringEquals', 'a', undefined, false],
  ['StringNotEquals', ['a', 'b'], 'c', true],
  ['StringNotEquals', ['a', 'b'], 'b', false],
  ['StringNotEquals', 'a', undefined, true],
  ['StringEqualsIgnoreCase', 'a', 'A', true],
  ['StringNotEqualsIgnoreCase', 'a', 'A', false],
  ['StringLike', 'a*c?', 'abbcd', true],
  ['StringLike', 'a*c?', 'abbc', false],
  ['StringLike', `\${aws:username}/*`, 'bob/x', true],
  ['StringNotLike', 'a*', 'b', true],
  ['NumericEquals', '10', '10.0', true],
  ['NumericNotEquals', '10', '11', true],
  ['NumericLessThan', '10', '9', true],
  ['NumericLessThan', '10', '10', false],
  ['NumericLessThanEquals', 10, '10', true],
  ['NumericGreaterThan', '10', '11', true],
  ['NumericGreaterThanEquals', '10', '9', false],
  ['NumericLessThan', '10', 'x', false],
  ['NumericLessThan', '10', '', false],
  ['DateLessThan', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59Z', true],
  ['DateGreaterThan', '2026-01-01T00:00:00Z', '1767225601', true],
  ['DateEquals', '2026-01-01T00:00:00Z', '1767225600', true],
  ['DateNotEquals', '2026-01-01', '2026-01-01T00:00:00Z', false],
  ['Bool', 'true', 'True', true],
  ['Bool', true, 'false', false],
  ['Bool', 'false', undefined, false],
  ['BoolIfExists', 'true', undefined, true],
  ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', true],
  ['IpAddress', '203.0.113.0/24', '203.0.113.9', true],
  ['IpAddress', '203.0.113.0/24', '203.0.114.9', false],
  ['IpAddress', '203.0.113.7', '203.0.113.7', true],
  ['IpAddress', '2001:DB8:1234:5678::/64', '2001:db8:1234:5678::1', true],
  ['IpAddress', '203.0.113.0/24', '2001:db8::1', false],
  ['IpAddress', '203.0.113.0/99', '203.0.113.7', false],
  ['NotIpAddress', '203.0.113.0/24', '203.0.114.9', true],
  ['ArnEquals', 'arn:aws:iam::*:role/x', 'arn:aws:iam::111122223333:role/x', true],
  ['ArnLike', 'arn:aws:iam::*:role/*', 'arn:aws:iam::1:role/a/b', true],
  ['ArnLike', 'arn:aws:*:role/x', 'arn:aws:iam::1:role/x', false],
  ['ArnNotLike', 'arn:aws:iam::*:role/*', 'arn:aws:iam::1:user/a', true],
  ['ArnNotEquals', 'arn:aws:iam::1:role/a', undefined, true],
  ['Null', 'true', undefined, true],
  ['Null', 'true', 'a', false],
  ['Null', 'false', 'a', true],
  ['Null', false, undefined, false],
  ['StringEqualsIfExists', 'a', undefined, true],
  ['StringEqualsIfExists', 'a', 'b', false],
  ['NumericLessThanIfExists', '5', '6', false],
])('%s %j, given %s: %s', (operator, value, given, expected) => {
  const context = { 'aws:username': 'bob', ...(given !== undefined && { 'x:key': given }) };
  expect(holds({ [operator]: { 'X:Key': value } }, context)).toBe(expected);
});

/** IAM user guide, "Set operators for multivalued context keys". */
test.each<[string, string[], string[] | undefined, boolean]>([
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
  ['ForAllValues:StringEquals', ['a'], undefined, true],
  ['ForAllValues:StringEquals', ['a'], [], true],
  ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true],
  ['ForAnyValue:StringEquals', ['a'], ['c'], false],
  ['ForAnyValue:StringEquals', ['a'], undefined, false],
  ['ForAllValues:StringNotLike', ['a*'], ['b', 'c'], true],
  ['ForAllValues:StringNotLike', ['a*'], ['b', 'ab'], false],
  ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true],
  ['ForAnyValue:StringNotEquals', ['a'], ['a'], false],
])('%s %j, given %j: %s', (operator, value, given, expected) => {
  const context: Values = given === undefined ? {} : { 'aws:TagKeys': given };
  expect(holds({ [operator]: { 'aws:TagKeys': value } }, context)).toBe(expected);
});

test('all keys of all operators have to hold', () => {
  const block = {
    StringEquals: { 'a:one': '1', 'a:two': ['2', '3'] },
    Bool: { 'aws:SecureTransport': 'true' },
  };
  const context = { 'a:one': '1', 'a:two': '3', 'aws:SecureTransport': 'true' };
  expect(holds(block, context)).toBe(true);
  expect(holds(block, { ...context, 'a:two': '4' })).toBe(false);
  expect(holds(block, { ...context, 'aws:SecureTransport': 'false' })).toBe(false);
});
