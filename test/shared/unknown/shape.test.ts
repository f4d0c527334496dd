import { expect, test } from 'vitest';
import { kindWord, shapeOf } from '../../../shared/unknown/shape.ts';

const members = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`m${at + 100}`, at]));

test.each([
  [null, 'null'],
  ['secret', 'string'],
  [7, 'number'],
  [[], []],
  [[{ b: 1 }, 'not shown'], [{ b: 'number' }]],
  [
    { b: 1, a: 'secret' },
    { a: 'string', b: 'number' },
  ],
  [{ a: { b: { c: { d: { e: 1 } } } } }, { a: { b: { c: { d: '…' } } } }],
  [{ a: { b: { c: { d: 1 } } } }, { a: { b: { c: { d: 'number' } } } }],
  [{ ['é'.repeat(70)]: 1 }, { ['?'.repeat(60)]: 'number' }],
])('%j has the shape %j', (value, shape) => {
  expect(shapeOf(value)).toEqual(shape);
});

test('members have an order of their own: two events of one kind are equal', () => {
  expect(Object.keys(shapeOf({ c: 1, a: 1, b: 1 }) as object)).toEqual(['a', 'b', 'c']);
});

test('of many members some are shown, and the others counted', () => {
  expect(Object.keys(shapeOf(members(40)) as object)).toHaveLength(40);
  expect(Object.keys(shapeOf(members(41)) as object)).toHaveLength(41);
  expect(shapeOf(members(41))).toHaveProperty('…', '1 more');
  expect(shapeOf(members(41))).not.toHaveProperty('m140');
});

test.each([
  ['ECR Image Action', 'ECR Image Action'],
  ['x'.repeat(60), 'x'.repeat(60)],
  ['x'.repeat(61), 'no word'],
  ['<script>', 'no word'],
  ['', 'no word'],
  [7, 'no word'],
])('%j is the word %s', (value, word) => {
  expect(kindWord(value)).toBe(word);
});
