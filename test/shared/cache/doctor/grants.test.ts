import { describe, expect, test } from 'vitest';
import { tokenVerdict } from '../../../../shared/cache/doctor/address.ts';
import { grants } from '../../../../shared/cache/doctor/grants.ts';

const account = '123456789012';
const resource = `arn:aws:ecr:eu-west-1:${account}:repository/quay.io/a/b`;
const role = `arn:aws:iam::${account}:role/node`;
const both = ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'];
const onAll = { Resource: `arn:aws:ecr:eu-west-1:${account}:repository/*` };

function verdictOf(...Statement: object[]) {
  return grants([JSON.stringify({ Version: '2012-10-17', Statement })], resource, account);
}

describe('a first pull', () => {
  test.each<[string, object, string, RegExp, RegExp]>([
    [
      'is granted to an organization under a condition',
      { Sid: 'Org', Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-x' } } },
      'unknown',
      /granted under a condition: the statement Org allows everybody to import on condition of aws:PrincipalOrgID/,
      /grants nobody/,
    ],
    [
      'is granted to a role under two conditions',
      {
        Principal: { AWS: role },
        Condition: {
          StringLike: { 'aws:SourceVpc': 'v' },
          Bool: { 'aws:SecureTransport': 'true' },
        },
      },
      'unknown',
      /on condition of aws:SourceVpc and aws:SecureTransport/,
      /grants nobody/,
    ],
    [
      'is not granted by an ARN without :ecr:',
      {
        Sid: 'PullThrough',
        Principal: { AWS: role },
        Resource: `arn:aws:eu-west-1:${account}:repository/*`,
      },
      'unknown',
      /the statement PullThrough names no ECR repository \(arn:aws:eu-west-1:/,
      /grants nobody/,
    ],
    [
      'is not granted by an ARN without repository/',
      { Principal: { AWS: role }, Resource: `arn:aws:ecr:eu-west-1:${account}:quay.io/x` },
      'unknown',
      /names no ECR repository/,
      /allows/,
    ],
    [
      'is granted by wildcards',
      { Principal: { AWS: role }, Action: 'ecr:*', Resource: '*' },
      'ok',
      /role\/node/,
      /condition/,
    ],
    [
      'is granted by all other actions',
      { Principal: { AWS: role }, Action: undefined, NotAction: 'ecr:DeleteRepository' },
      'ok',
      /role\/node/,
      /condition/,
    ],
    [
      'is not granted by a statement about all other actions than these',
      { Principal: { AWS: role }, Action: undefined, NotAction: both },
      'unknown',
      /grants nobody/,
      /role\/node/,
    ],
    [
      'is not granted by an ARN of another region',
      {
        Principal: { AWS: role },
        Resource: `arn:aws:ecr:eu-central-1:${account}:repository/*`,
      },
      'unknown',
      /names another region or account than that of this registry \(arn:aws:ecr:eu-central-1/,
      /grants nobody/,
    ],
    [
      'is not granted by an ARN of another account',
      { Principal: { AWS: role }, Resource: 'arn:aws:ecr:*:111122223333:repository/*' },
      'unknown',
      /names another region or account/,
      /grants nobody/,
    ],
    [
      'is granted where region and account are left to a wildcard',
      { Principal: { AWS: role }, Resource: 'arn:aws:ecr:eu-*:*' },
      'ok',
      /role\/node/,
      /another region/,
    ],
    [
      'is granted by a wildcard for both',
      { Principal: { AWS: role }, Resource: 'arn:aws:ecr:*:repository/*' },
      'ok',
      /role\/node/,
      /names/,
    ],
    [
      'is not granted by other repositories',
      { Principal: { AWS: role }, Resource: `arn:aws:ecr:eu-west-1:${account}:repository/x/*` },
      'unknown',
      /grants nobody/,
      /names no ECR/,
    ],
  ])('%s', (_, statement, verdict, found, not) => {
    const told = verdictOf({ Effect: 'Allow', Action: both, ...onAll, ...statement });
    expect(told.verdict).toBe(verdict);
    expect(told.found).toMatch(found);
    expect(told.found).not.toMatch(not);
  });

  test.each<[string, object]>([
    ['denied to a role', { Effect: 'Deny', Principal: { AWS: role } }],
    ['granted to all but a role', { NotPrincipal: { AWS: role } }],
    ['granted to the account itself', { Principal: { AWS: account } }],
    ['granted to the root of the account', { Principal: { AWS: `arn:aws:iam::${account}:root` } }],
  ])('%s is granted to nobody that it names', (_, statement) => {
    const told = verdictOf({ Effect: 'Allow', Action: both, ...onAll, ...statement });
    expect(told.verdict).toBe('unknown');
    expect(told.found).not.toMatch(/allows/);
  });

  test.each<[string, object, object, RegExp | undefined]>([
    ['a role, which may create too', { AWS: role }, { AWS: role }, /allows \S+role\/node to/],
    ['a role, and everybody may create', { AWS: role }, '*' as never, /allows \S+role\/node to/],
    ['a role, and another may create', { AWS: role }, { AWS: `${role}2` }, undefined],
  ])('that is granted to %s', (_, importing, creating, found) => {
    const [first, second] = both;
    const told = verdictOf(
      { Effect: 'Allow', ...onAll, Action: first, Principal: importing },
      { Effect: 'Allow', ...onAll, Action: second, Principal: creating },
    );
    expect(told.verdict).toBe(found ? 'ok' : 'unknown');
    const half = /policy allows \S+role\/node to import and not to create/;
    expect(told.found).toMatch(found ?? half);
    if (found) expect(told.found).not.toMatch(half);
    else expect(told.found).not.toMatch(/grants nobody/);
  });

  const allow = { Effect: 'Allow', Principal: '*', Action: both, ...onAll };
  test.each<[string, object, string, RegExp]>([
    ['everybody', { Principal: '*' }, 'broken', /the statement No denies it to everybody/],
    ['everybody, as AWS', { Principal: { AWS: '*' } }, 'broken', /to everybody/],
    ['all actions', { Principal: '*', Action: '*' }, 'broken', /to everybody/],
    ['one of the two actions', { Principal: '*', Action: 'ecr:Create*' }, 'broken', /to everybody/],
    [
      'all but some',
      { Principal: undefined, NotPrincipal: { AWS: role } },
      'unknown',
      /denies it to everybody except those that it names/,
    ],
    [
      'a role',
      { Principal: { AWS: role } },
      'unknown',
      /denies it to arn:aws:iam::123456789012:role\/node/,
    ],
    [
      'everybody under a condition',
      { Principal: '*', Condition: { StringNotEquals: { 'aws:SourceVpce': 'x' } } },
      'unknown',
      /denies it to everybody on condition of aws:SourceVpce/,
    ],
    ['other actions', { Principal: '*', Action: 'ecr:PutImage' }, 'ok', /allows everybody/],
  ])('is denied to %s', (_, statement, verdict, found) => {
    const deny = { Sid: 'No', Effect: 'Deny', Action: both, ...onAll, ...statement };
    const told = verdictOf(allow, deny);
    expect(told).toMatchObject({ verdict, found: expect.stringMatching(found) });
    expect(told.found).not.toContain('granted under a condition');
  });
});

describe('a token', () => {
  const now = new Date('2026-11-27T12:00:00Z');
  test.each([
    ['2015-01-01T00:00:00Z', 'broken', /has expired.*2015.*machine says 2026-11-27/],
    ['2026-11-27T12:00:00Z', 'broken', /has expired/],
    ['2026-11-28T00:00:00Z', 'ok', /valid until 2026-11-28/],
    ['2026-11-29T00:00:00Z', 'ok', /valid until/],
  ])('until %s is %s', (until, verdict, found) => {
    expect(tokenVerdict(new Date(until), now)).toMatchObject({
      verdict,
      found: expect.stringMatching(found),
    });
  });

  test('for longer than ECR gives any is a warning', () => {
    const told = tokenVerdict(new Date('2026-11-29T00:00:00Z'), now);
    expect(told).toMatchObject({ warnings: [expect.stringMatching(/clock/)] });
  });
});
