import { expect, test } from 'vitest';
import { parameterValues } from '../../../../local/stack/template/parameters.ts';

const valueOfIt = (declared: object, given?: string) =>
  parameterValues({ It: declared }, given === undefined ? {} : { It: given }).get('It');

test.each([
  [{ Type: 'String', Default: 'a' }, undefined, 'a'],
  [{ Type: 'String', Default: 'a' }, 'b', 'b'],
  [{ Type: 'String', Default: '' }, undefined, ''],
  [{ Type: 'Number', Default: 3 }, undefined, '3'],
  [{ Type: 'Number', MinValue: 1, MaxValue: '9' }, '9', '9'],
  [{ Type: 'CommaDelimitedList' }, 'a, b,c', ['a', 'b', 'c']],
  [{ Type: 'CommaDelimitedList' }, '', ['']],
  [{ Type: 'List<Number>' }, '1,2', ['1', '2']],
  [{ Type: 'List<AWS::EC2::Subnet::Id>' }, 'subnet-1,subnet-2', ['subnet-1', 'subnet-2']],
  [{ Type: 'AWS::EC2::VPC::Id' }, 'vpc-1', 'vpc-1'],
  [{ Type: 'String', AllowedValues: [true, false] }, 'true', 'true'],
  [{ Type: 'String', AllowedPattern: 'a|ab' }, 'ab', 'ab'],
  [{ Type: 'CommaDelimitedList', AllowedPattern: '[a-z]*' }, 'a,b', ['a', 'b']],
])('%j with %j is %j', (declared, given, expected) => {
  expect(valueOfIt(declared, given)).toEqual(expected);
});

test.each([
  [{ Type: 'String' }, undefined, 'Parameters: [It] must have values'],
  [{ Default: 'a' }, undefined, 'Parameters.It: Type: every parameter has a Type'],
  [{ Type: 'Number' }, 'x', 'Parameters.It: "x" must be a number'],
  [{ Type: 'Number' }, '', 'Parameters.It: "" must be a number'],
  [{ Type: 'Number', MinValue: 2 }, '1', '"1" must be a number not less than 2'],
  [{ Type: 'Number', MaxValue: 2 }, '3', '"3" must be a number not greater than 2'],
  [{ Type: 'List<Number>' }, '1,x', 'Parameters.It: "x" must be a number'],
  [{ Type: 'String', MinLength: 2 }, 'a', '"a" must contain at least 2 characters'],
  [{ Type: 'String', MaxLength: '2' }, 'abc', '"abc" must contain at most 2 characters'],
  [{ Type: 'String', AllowedValues: ['a', 'b'] }, 'c', '"c" must be one of [a, b]'],
  [{ Type: 'String', AllowedValues: ['a'], Default: 'b' }, undefined, '"b" must be one of [a]'],
  [{ Type: 'CommaDelimitedList', AllowedValues: ['a', 'b'] }, 'a,c', '"c" must be one of [a, b]'],
  [{ Type: 'String', AllowedPattern: 'a|b' }, 'ax', '"ax" must match pattern a|b'],
  [
    { Type: 'String', AllowedPattern: 'a', ConstraintDescription: 'only a' },
    'b',
    '"b" failed to satisfy constraint: only a',
  ],
  [{ Type: 'AWS::SSM::Parameter::Value<String>' }, 'x', 'is not supported locally'],
])('%j with %j is refused: %s', (declared, given, message) => {
  expect(() => valueOfIt(declared, given)).toThrow(message);
});

test('a value for a parameter that the template does not have is refused', () => {
  const give = () => parameterValues({ One: { Type: 'String', Default: '' } }, { Two: 'x' });
  expect(give).toThrow('Parameters: [Two] do not exist in the template');
});

test('the name of a property of every object is no parameter', () => {
  expect(() => parameterValues({}, { constructor: 'x' })).toThrow('[constructor] do not exist');
});
