// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of CloudFormation
import { describe, expect, it, test } from 'vitest';
import { createConditions } from '../../../../local/stack/template/conditions.ts';
import { createResolver } from '../../../../local/stack/template/intrinsics.ts';

const values: Record<string, unknown> = { Yes: 'true', No: 'false', Empty: '', List: ['a', 'b'] };
const mappings = { Places: { 'eu-west-1': { athena: 'there' } } };
const references = {
  ref: (name: string) => values[name],
  attribute: () => undefined,
  names: () => Object.keys(values),
  mappings,
};

function conditions(declared: Record<string, unknown>) {
  return createConditions(declared, createResolver(references));
}

const equals = (one: unknown, other: unknown) => ({ 'Fn::Equals': [one, other] });
const yes = equals({ Ref: 'Yes' }, 'true');
const no = equals({ Ref: 'No' }, 'true');

test.each([
  [yes, true],
  [no, false],
  [equals({ Ref: 'Yes' }, true), true],
  [equals(3, '3'), true],
  [equals('a', 'A'), false],
  [equals({ 'Fn::Join': ['', { Ref: 'List' }] }, 'ab'), true],
  [equals({ 'Fn::Sub': '${Yes}-${Empty}' }, 'true-'), true],
  [equals({ 'Fn::FindInMap': ['Places', 'eu-west-1', 'athena'] }, 'there'), true],
  [{ 'Fn::Not': [yes] }, false],
  [{ 'Fn::Not': [no] }, true],
  [{ 'Fn::And': [yes, yes] }, true],
  [{ 'Fn::And': [yes, no] }, false],
  [{ 'Fn::Or': [no, yes] }, true],
  [{ 'Fn::Or': [no, no] }, false],
  [{ 'Fn::Or': [no, { 'Fn::And': [yes, { 'Fn::Not': [no] }] }] }, true],
  [{ Condition: 'Other' }, true],
  [{ 'Fn::Not': [{ Condition: 'Other' }] }, false],
])('%j: %s', (expression, expected) => {
  expect(conditions({ It: expression, Other: yes })('It', 'here')).toBe(expected);
});

test.each([
  [{ Condition: 'Missing' }, 'Conditions.It: there is no condition "Missing"; there is It'],
  [{ Condition: 'It' }, 'Conditions.It: depends on itself'],
  [{ 'Fn::Not': [{ Condition: 'It' }] }, 'Conditions.It: depends on itself'],
  [{ 'Fn::Equals': ['a'] }, 'Conditions.It: Fn::Equals takes a list of 2'],
  [{ 'Fn::And': [yes] }, 'Conditions.It: Fn::And takes a list of 2 to 10'],
  [{ 'Fn::Or': Array(11).fill(yes) }, 'Conditions.It: Fn::Or takes a list of 2 to 10'],
  [{ 'Fn::Not': [yes, yes] }, 'Conditions.It: Fn::Not takes a list of 1'],
  [{ 'Fn::If': ['a', 'b', 'c'] }, 'Fn::If is not supported locally in a condition'],
  [equals({ Ref: 'Bucket' }, 'a'), 'Ref "Bucket" names nothing; there is Yes'],
  [equals({ 'Fn::FindInMap': ['Places', 'x', 'athena'] }, ''), 'there is no Places.x.athena'],
  [true, 'Conditions.It: must be one of Condition, Fn::Equals'],
])('%j is refused: %s', (expression, message) => {
  expect(() => conditions({ It: expression })('It', 'here')).toThrow(message);
});

test('a condition that the template does not have is refused with its place', () => {
  const holds = conditions({ constructor: yes });
  expect(holds('constructor', 'here')).toBe(true);
  expect(() => holds('toString', 'here')).toThrow('here: there is no condition "toString"');
});

describe('a value with conditions', () => {
  const holds = conditions({ Yes: yes, No: no });
  const resolve = createResolver({ ...references, holds });
  const ifYes = (one: unknown, other: unknown) => ({ 'Fn::If': ['Yes', one, other] });
  const ifNo = (one: unknown, other: unknown) => ({ 'Fn::If': ['No', one, other] });
  const nothing = { Ref: 'AWS::NoValue' };

  it.each([
    [ifYes('a', 'b'), 'a'],
    [ifNo('a', 'b'), 'b'],
    [ifYes({ Ref: 'List' }, nothing), ['a', 'b']],
    // What is not chosen may refer to what is not made.
    [ifNo({ Ref: 'NotMade' }, 'b'), 'b'],
    [ifNo('a', nothing), undefined],
    [{ a: ifNo('a', nothing), b: 1 }, { b: 1 }],
    [
      ['a', ifNo('b', nothing), ifYes('c', nothing)],
      ['a', 'c'],
    ],
    [{ 'Fn::Join': [',', ['a', ifNo('b', nothing), 'c']] }, 'a,c'],
    [{ 'Fn::Split': ['|', 'a|b||c'] }, ['a', 'b', '', 'c']],
    [{ 'Fn::Select': ['1', { 'Fn::Split': [',', { 'Fn::Join': [',', ['x', 'y']] }] }] }, 'y'],
    [{ 'Fn::Select': [0, { Ref: 'List' }] }, 'a'],
    [{ 'Fn::FindInMap': ['Places', 'eu-west-1', 'athena'] }, 'there'],
    [{ 'Fn::Sub': ['${It}', { It: ifYes('a', 'b') }] }, 'a'],
    [{ 'Fn::Sub': '${ Yes }' }, 'true'],
  ])('%j becomes %j', (value, expected) => {
    expect(resolve(value, 'here')).toEqual(expected);
  });

  it.each([
    [{ 'Fn::If': ['Maybe', 'a', 'b'] }, 'here: there is no condition "Maybe"; there is Yes, No'],
    [{ 'Fn::If': ['Yes', 'a'] }, 'here: Fn::If takes a list of 3'],
    [{ 'Fn::Sub': '${List}' }, 'here: ${List} in Fn::Sub is not a text'],
    [{ 'Fn::Join': ['', ['a', { Ref: 'List' }]] }, 'here: an item of Fn::Join is not a text'],
    [{ 'Fn::Split': ['', 'a'] }, 'here: Fn::Split takes a delimiter that is not empty'],
    [{ 'Fn::Select': [2, { Ref: 'List' }] }, 'here: Fn::Select 2: the list has 2 values'],
    [{ 'Fn::FindInMap': ['Places', 'eu-west-1'] }, 'there is no Places.eu-west-1'],
    [{ 'Fn::FindInMap': ['constructor', 'name', 'x'] }, 'there is no constructor.name.x'],
  ])('%j is refused: %s', (value, message) => {
    expect(() => resolve(value, 'here')).toThrow(message);
  });
});
