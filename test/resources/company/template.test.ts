import { describe, expect, test } from 'vitest';
import { companyOf } from '../../../resources/company/parameters.ts';
import { referencesIn, replaceReferences } from '../../../resources/company/references.ts';
import { forCompany, type Template } from '../../../resources/company/template.ts';

const place = { stack: 'ecr-steward-prod', region: 'eu-west-1' };

describe('references', () => {
  const by = { Table: { ref: `\${AWS::StackName}-t`, attributes: { Arn: 'arn:t' } } };

  test.each([
    [{ Ref: 'Table' }, { 'Fn::Sub': `\${AWS::StackName}-t` }],
    [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:t'],
    [{ 'Fn::GetAtt': 'Table.Arn' }, 'arn:t'],
    [
      { 'Fn::Sub': `\${Table.Arn}/\${TableX}/\${!Table}` },
      { 'Fn::Sub': `arn:t/\${TableX}/\${!Table}` },
    ],
    [
      { 'Fn::Sub': [`\${Table}\${x}`, { x: { Ref: 'Table' } }] },
      { 'Fn::Sub': [`\${AWS::StackName}-t\${x}`, { x: { 'Fn::Sub': `\${AWS::StackName}-t` } }] },
    ],
    [
      { Ref: 'Other', b: 'Table' },
      { Ref: 'Other', b: 'Table' },
    ],
    [{ 'Fn::If': ['C', { Ref: 'Other' }, null] }, { 'Fn::If': ['C', { Ref: 'Other' }, null] }],
  ])('in %j are replaced', (from, to) => {
    expect(replaceReferences(from, by)).toEqual(to);
  });

  test('to an attribute that nothing is known for are an error, not a template that fails later', () => {
    const streamed = { 'Fn::GetAtt': ['Table', 'StreamArn'] };
    expect(() => replaceReferences(streamed, by)).toThrow('stand for Table.StreamArn');
  });

  test('are found in all forms', () => {
    const forms = [
      { Ref: 'A' },
      { 'Fn::GetAtt': ['B', 'Arn'] },
      { 'Fn::GetAtt': 'C.Arn' },
      { 'Fn::Sub': [`\${D}\${!E}\${x}`, { x: { Ref: 'F' } }] },
    ];
    expect(referencesIn(forms)).toEqual(['A', 'B', 'C', 'D', 'F']);
  });
});

test('without parameters the template stays as it is', () => {
  const template: Template = {
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { Policies: [] } },
      Table: { Type: 'AWS::DynamoDB::Table', DependsOn: 'Role' },
      Key: { Type: 'AWS::KMS::Key' },
    },
    Outputs: { Out: { Value: { Ref: 'Table' } } },
  };
  expect(forCompany(template, companyOf({}), place)).toEqual(template);
});

test('what refers to a part that is left out, and is not known to belong to it, is an error', () => {
  const template: Template = {
    Resources: {
      InventoryBucket: { Type: 'AWS::S3::Bucket' },
      Reader: { Type: 'AWS::IAM::Role', Properties: { x: { Ref: 'InventoryBucket' } } },
    },
  };
  const without = companyOf({ without: 'walk' });
  expect(() => forCompany(template, without, place)).toThrow('Reader refers to InventoryBucket');
});

test('a managed policy of a role that is left out stays with the others', () => {
  const roles = (names: string[]) => ({
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { Roles: names.map((Ref) => ({ Ref })) },
  });
  const template: Template = {
    Resources: {
      WalkRole: { Type: 'AWS::IAM::Role' },
      PushRole: { Type: 'AWS::IAM::Role' },
      Rights: roles(['WalkRole', 'PushRole']),
      OwnRights: roles(['WalkRole']),
    },
  };
  const { Resources } = forCompany(template, companyOf({ without: 'walk' }), place);
  expect(Resources.Rights).toEqual(roles(['PushRole']));
  expect(Resources).not.toHaveProperty('WalkRole');
  expect(Resources).not.toHaveProperty('OwnRights');
});

test('a rule whose pattern names a role that is left out stays, without its name', () => {
  const rule = (roles: string[], target: string) => ({
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: {
        source: ['aws.ecr'],
        arn: [
          { exists: false },
          { 'anything-but': roles.map((it) => ({ 'Fn::GetAtt': [it, 'Arn'] })) },
        ],
      },
      Targets: [{ Arn: { 'Fn::GetAtt': [target, 'Arn'] } }],
    },
  });
  const template: Template = {
    Resources: {
      WalkLambdaFunction: { Type: 'AWS::Lambda::Function' },
      WalkRole: { Type: 'AWS::IAM::Role' },
      PushRole: { Type: 'AWS::IAM::Role' },
      PushLambdaFunction: { Type: 'AWS::Lambda::Function' },
      Stays: rule(['PushRole', 'WalkRole'], 'PushLambdaFunction'),
      Goes: rule(['PushRole'], 'WalkLambdaFunction'),
    },
  };
  const { Resources } = forCompany(template, companyOf({ without: 'walk' }), place);
  expect(Resources.Stays).toEqual(rule(['PushRole'], 'PushLambdaFunction'));
  expect(Resources).not.toHaveProperty('Goes');
});

test('a table without a fixed name cannot be one that exists', () => {
  const template: Template = { Resources: { Table: { Type: 'AWS::DynamoDB::Table' } } };
  const existing = companyOf({ 'existing-tables': true });
  expect(() => forCompany(template, existing, place)).toThrow('Table has no name of its own');
});

test('a name that is longer than IAM takes is refused', () => {
  const template: Template = { Resources: { SomeRole: { Type: 'AWS::IAM::Role' } } };
  const company = (length: number) => companyOf({ 'role-prefix': 'x'.repeat(length) });
  const longest = 64 - 'ecr-steward-prod-eu-west-1-Some'.length;
  expect(forCompany(template, company(longest), place).Resources.SomeRole).toMatchObject({
    Properties: { RoleName: `${'x'.repeat(longest)}ecr-steward-prod-eu-west-1-Some` },
  });
  expect(() => forCompany(template, company(longest + 1), place)).toThrow(
    /would have 65 characters/,
  );
});

test('a key of another region is refused', () => {
  const key = 'arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d';
  expect(() => forCompany({ Resources: {} }, companyOf({ 'kms-key': key }), place)).toThrow(
    'kms-key: is a key in us-east-1, and has to be one in eu-west-1',
  );
});
