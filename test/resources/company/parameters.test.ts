import { expect, test } from 'vitest';
import { knownParameters, unknownParameters } from '../../../resources/company/known-parameters.ts';
import { companyOf } from '../../../resources/company/parameters.ts';

const nothing = {
  permissionsBoundary: undefined,
  rolePath: undefined,
  rolePrefix: undefined,
  kmsKey: undefined,
  subnets: [],
  securityGroups: [],
  tags: {},
  pointInTimeRecovery: undefined,
  existingTables: false,
  existingBucket: undefined,
  without: [],
};

test('none is needed', () => {
  expect(companyOf({})).toEqual(nothing);
  const unset = Object.fromEntries(knownParameters().map((name) => [name, null]));
  expect(companyOf(unset)).toEqual(nothing);
});

test.each([
  [{ 'role-path': '/' }, { rolePath: '/' }],
  [{ 'role-path': '/a/b/' }, { rolePath: '/a/b/' }],
  [
    { 'permissions-boundary': 'arn:aws-us-gov:iam::aws:policy/PowerUserAccess' },
    { permissionsBoundary: 'arn:aws-us-gov:iam::aws:policy/PowerUserAccess' },
  ],
  [{ tags: 'a=1, b = x=y,c=' }, { tags: { a: '1', b: 'x=y', c: '' } }],
  [{ tags: { 'cost-centre': 42 } }, { tags: { 'cost-centre': '42' } }],
  [{ without: ['catalog'] }, { without: ['catalog'] }],
  [{ without: 'walk, catalog' }, { without: ['walk', 'catalog'] }],
  [{ 'point-in-time-recovery': false }, { pointInTimeRecovery: false }],
  [{ 'existing-tables': 'true' }, { existingTables: true }],
  [
    { 'vpc-subnets': ['subnet-0a1b2c3d'], 'vpc-security-groups': 'sg-0123456789abcdef0' },
    { subnets: ['subnet-0a1b2c3d'], securityGroups: ['sg-0123456789abcdef0'] },
  ],
])('%j is taken', (given, company) => {
  expect(companyOf(given)).toEqual({ ...nothing, ...company });
});

test.each([
  [{ 'role-path': 'platform' }, /role-path: is "platform", and has to be like \/platform/],
  [{ 'role-path': '/platform' }, /role-path/],
  [{ 'role-path': '//' }, /role-path/],
  [{ 'role-prefix': 'a b' }, /role-prefix/],
  [{ 'role-prefix': 7 }, /role-prefix: is 7/],
  [{ 'permissions-boundary': 'boundary' }, /permissions-boundary: is "boundary"/],
  [{ 'kms-key': 'arn:aws:kms:eu-west-1:111122223333:alias/logs' }, /kms-key: .* not an alias/],
  [{ 'kms-key': 'alias/logs' }, /kms-key/],
  [{ 'vpc-subnets': 'subnet-0a1b2c3d' }, /vpc-subnets and vpc-security-groups: one is set/],
  [{ 'vpc-security-groups': 'sg-0a1b2c3d' }, /one is set/],
  [
    { 'vpc-subnets': 'vpc-0a1b2c3d' },
    /vpc-subnets: has "vpc-0a1b2c3d", and takes ids like subnet-/,
  ],
  [{ tags: 'team' }, /tags: has "team", and takes tags of AWS like/],
  [{ tags: 'team=a,' }, /tags: has ""/],
  [{ tags: '=a' }, /tags: has "=a"/],
  [{ tags: 'aws:team=a' }, /tags: has "aws:team=a"/],
  [{ tags: 'AWS:team=a' }, /tags/],
  [{ tags: 'team=a;b' }, /tags: has "team=a;b"/],
  [{ tags: `team=${'x'.repeat(257)}` }, /tags/],
  [{ 'point-in-time-recovery': 'on' }, /point-in-time-recovery: is "on", and has to be true or/],
  [{ 'existing-tables': '' }, /existing-tables: is ""/],
  [{ 'existing-inventory-bucket': 'arn:aws:s3:::b' }, /existing-inventory-bucket/],
  [{ without: 'glue' }, /without: has "glue", and takes walk and catalog/],
  [{ without: '' }, /without: has ""/],
  [{ without: 'catalog,inventory' }, /without: has "inventory", which is "walk" now: .*nightly/],
])('%j is refused, with what to do', (given, message) => {
  expect(() => companyOf(given)).toThrow(message);
});

test('all that is wrong is reported at once', () => {
  const given = { 'role-path': 'x', without: 'y', tags: 'z' };
  expect(() => companyOf(given)).toThrow(/role-path.*\n.*tags.*\n.*without/);
});

test('a name with a typing error is refused, and shows those that there are', () => {
  expect(() => unknownParameters(['kms-key', 'role-pth'])).toThrow(
    /Unknown parameters: role-pth\n.*burst-concurrency.*role-path/,
  );
  expect(() => unknownParameters(knownParameters())).not.toThrow();
});
