import { expect, test } from 'vitest';
import { evaluate, type Policies } from '../../../local/iam/evaluate.ts';
import { contextOf } from '../../../local/iam/pattern.ts';
import { compilePolicy } from '../../../local/iam/policy.ts';
import type { IamCaller } from '../../../local/iam/principal.ts';

const account = '111122223333';
const carlos: IamCaller = {
  accountId: account,
  roleArn: `arn:aws:iam::${account}:role/carlossalazar`,
  sessionArn: `arn:aws:sts::${account}:assumed-role/carlossalazar/session`,
};

const allow = (Action: string | string[], Resource: string | string[] = '*', more = {}) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource, ...more },
});
const deny = (Action: string, Resource = '*', more = {}) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Deny', Action, Resource, ...more },
});
const by = (AWS: string | string[]) => ({ Principal: { AWS } });

interface Given {
  identity?: object[];
  boundary?: object;
  session?: object;
  resource?: object;
  resourceAccount?: string;
  trust?: object;
  key?: object;
  caller?: IamCaller;
}

function policiesOf({
  identity = [],
  boundary,
  session,
  resource,
  trust,
  key,
  ...rest
}: Given): Policies {
  const document = resource ?? trust ?? key;
  return {
    identity: identity.map(compilePolicy),
    ...(boundary && { boundary: compilePolicy(boundary) }),
    ...(session && { session: compilePolicy(session) }),
    ...(document && {
      resource: {
        policy: compilePolicy(document),
        ...(resource === undefined && { required: true }),
        ...(trust && { name: 'role trust policy' as const }),
      },
    }),
    ...(rest.resourceAccount && { resourceAccount: rest.resourceAccount }),
  };
}

function decide(given: Given, action: string, resource = '*', context = {}): string {
  const request = { caller: given.caller ?? carlos, action, resource, context: contextOf(context) };
  const decision = evaluate(request, policiesOf(given));
  return decision.allowed ? 'allowed' : decision.why;
}

/** "Example: evaluating identity-based and resource-based policies" of the page on policy evaluation logic. */
test('the example of the guide: Carlos and his bucket', () => {
  const logs = 'arn:aws:s3:::carlossalazar-logs';
  const identity = [
    {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'AllowS3ListRead',
          Effect: 'Allow',
          Action: ['s3:GetBucketLocation', 's3:ListAllMyBuckets'],
          Resource: 'arn:aws:s3:::*',
        },
        {
          Sid: 'AllowS3Self',
          Effect: 'Allow',
          Action: 's3:*',
          Resource: ['arn:aws:s3:::carlossalazar/*', 'arn:aws:s3:::carlossalazar'],
        },
        { Sid: 'DenyS3Logs', Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::*log*' },
      ],
    },
  ];
  expect(decide({ identity }, 's3:PutObject', 'arn:aws:s3:::carlossalazar/cat.jpg')).toBe(
    'allowed',
  );
  expect(decide({ identity }, 's3:ListBucket', 'arn:aws:s3:::other')).toBe(
    'because no identity-based policy allows the s3:ListBucket action',
  );
  const resource = {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: [logs, `${logs}/*`] },
  };
  expect(decide({ identity, resource }, 's3:GetObject', `${logs}/today`)).toBe(
    'with an explicit deny in an identity-based policy',
  );
});

const call = ['s3:GetObject', 'arn:aws:s3:::bucket/key'] as const;
const everything = allow('*');
const nothing = allow('iam:GetUser');
const implicit = (name: string) => `because no ${name} allows the s3:GetObject action`;
const explicit = (name: string) => `with an explicit deny in ${name}`;

/** "How AWS enforcement code logic evaluates requests", and its tables for roles and their sessions. */
test.each<[string, Given, string]>([
  ['nothing', {}, implicit('identity-based policy')],
  ['an identity policy', { identity: [nothing, everything] }, 'allowed'],
  [
    'deny beats allow',
    { identity: [everything, deny('s3:Get*')] },
    explicit('an identity-based policy'),
  ],
  [
    'a boundary limits',
    { identity: [everything], boundary: nothing },
    implicit('permissions boundary'),
  ],
  [
    'a boundary grants nothing',
    { identity: [nothing], boundary: everything },
    implicit('identity-based policy'),
  ],
  [
    'a boundary denies',
    { identity: [everything], boundary: deny('s3:*') },
    explicit('a permissions boundary'),
  ],
  [
    'a session policy limits',
    { identity: [everything], session: nothing },
    implicit('session policy'),
  ],
  [
    'a session policy denies',
    { identity: [everything], session: deny('s3:*') },
    explicit('a session policy'),
  ],
  [
    'all three allow',
    { identity: [everything], boundary: everything, session: everything },
    'allowed',
  ],
  [
    'a resource policy for the role',
    { resource: allow('s3:*', '*', by(carlos.roleArn)) },
    'allowed',
  ],
  ['for the session', { resource: allow('s3:*', '*', by(carlos.sessionArn)) }, 'allowed'],
  [
    'for another role',
    { resource: allow('s3:*', '*', by(`${carlos.roleArn}2`)) },
    implicit('identity-based policy'),
  ],
  [
    'for the account: it only delegates',
    { resource: allow('s3:*', '*', by(account)) },
    implicit('identity-based policy'),
  ],
  [
    'a grant to the role is limited by a boundary',
    { resource: allow('s3:*', '*', by(carlos.roleArn)), boundary: nothing },
    implicit('permissions boundary'),
  ],
  [
    'and by a session policy',
    { resource: allow('s3:*', '*', by(carlos.roleArn)), session: nothing },
    implicit('session policy'),
  ],
  [
    'a grant to the session is not',
    { resource: allow('s3:*', '*', by(carlos.sessionArn)), boundary: nothing, session: nothing },
    'allowed',
  ],
  [
    'but an explicit deny is',
    { resource: allow('s3:*', '*', by(carlos.sessionArn)), boundary: deny('s3:*') },
    explicit('a permissions boundary'),
  ],
  [
    'the resource policy denies the account',
    { identity: [everything], resource: deny('s3:*', '*', by(`arn:aws:iam::${account}:root`)) },
    explicit('a resource-based policy'),
  ],
  [
    'it denies all but those listed',
    {
      identity: [everything],
      resource: deny('s3:*', '*', { NotPrincipal: { AWS: [account, carlos.roleArn] } }),
    },
    explicit('a resource-based policy'),
  ],
  [
    'with account, role and session listed',
    {
      identity: [everything],
      resource: deny('s3:*', '*', {
        NotPrincipal: { AWS: [account, carlos.roleArn, carlos.sessionArn] },
      }),
    },
    'allowed',
  ],
  [
    'another account without a policy',
    { identity: [everything], resourceAccount: '444455556666' },
    implicit('resource-based policy'),
  ],
  [
    'another account that names this one',
    {
      identity: [everything],
      resourceAccount: '444455556666',
      resource: allow('s3:*', '*', by(account)),
    },
    'allowed',
  ],
  [
    'another account that names the role: identity policies have to allow it too',
    { resourceAccount: '444455556666', resource: allow('s3:*', '*', by(carlos.roleArn)) },
    implicit('identity-based policy'),
  ],
  [
    'a key policy has to allow it',
    { identity: [everything], key: allow('s3:*', '*', by(`${carlos.roleArn}2`)) },
    implicit('resource-based policy'),
  ],
  [
    'or to delegate it',
    { identity: [everything], key: allow('s3:*', '*', by(account)) },
    'allowed',
  ],
  [
    'a trust policy',
    { identity: [everything], trust: deny('s3:*', '*', { Principal: '*', Resource: undefined }) },
    explicit('the role trust policy'),
  ],
  [
    'a trust policy that names somebody else',
    {
      identity: [everything],
      trust: {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 's3:*', ...by('444455556666') },
      },
    },
    implicit('role trust policy'),
  ],
  [
    'a service that the policy names',
    {
      caller: { service: 'events.amazonaws.com' },
      resource: allow('s3:*', '*', { Principal: { Service: ['events.amazonaws.com'] } }),
    },
    'allowed',
  ],
  [
    'a service that it does not name',
    {
      caller: { service: 'events.amazonaws.com' },
      resource: allow('s3:*', '*', { Principal: { Service: 'sns.amazonaws.com' } }),
    },
    implicit('resource-based policy'),
  ],
])('%s', (_, given, expected) => {
  expect(decide(given, ...call)).toBe(expected);
});

/** "IAM JSON policy elements": Action, NotAction, Resource, NotResource. */
test.each([
  [{ Action: 'S3:getobject', Resource: '*' }, true],
  [{ Action: 's3:Get?bject', Resource: '*' }, true],
  [{ Action: 's3:Get?', Resource: '*' }, false],
  [{ NotAction: 's3:Put*', Resource: '*' }, true],
  [{ NotAction: ['iam:*', 's3:*'], Resource: '*' }, false],
  [{ Action: '*', Resource: 'arn:aws:s3:::bucket/*' }, true],
  [{ Action: '*', Resource: 'arn:aws:s3:::BUCKET/*' }, false],
  [{ Action: '*', Resource: 'arn:aws:s3:*:*:bucket/k?y' }, true],
  [{ Action: '*', Resource: 'arn:aws:s3*' }, true],
  [{ Action: '*', Resource: 'arn:aws:s3' }, false],
  [{ Action: '*', Resource: 'arn:*:bucket/key' }, false],
  [{ Action: '*', NotResource: 'arn:aws:s3:::bucket/*' }, false],
  [{ Action: '*', NotResource: ['arn:aws:s3:::a', 'arn:aws:s3:::b'] }, true],
  [{ Action: '*', Resource: `arn:aws:s3:::bucket/\${aws:username}` }, true],
  [{ Action: '*', Resource: `arn:aws:s3:::bucket/\${AWS:userName}` }, true],
  [{ Action: '*', Resource: `arn:aws:s3:::bucket/\${aws:nothing}` }, false],
  [{ Action: '*', Resource: `arn:aws:s3:::bucket/\${aws:nothing, 'key'}` }, true],
  [{ Action: '*', Resource: `arn:aws:s3:::bucket/\${*}` }, false],
  [{ Action: '*', Resource: 'arn:aws:s3:::bucket/k.y' }, false],
])('%j: %s', (statement, expected) => {
  const identity = [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] }];
  expect(decide({ identity }, ...call, { 'aws:username': 'key' }) === 'allowed').toBe(expected);
});

test('a policy of the old version has no variables', () => {
  const Statement = {
    Effect: 'Allow',
    Action: '*',
    Resource: `arn:aws:s3:::bucket/\${aws:username}`,
  };
  const context = { 'aws:username': 'key' };
  expect(decide({ identity: [{ Statement }] }, ...call, context)).toBe(
    implicit('identity-based policy'),
  );
  const literal = ['s3:GetObject', `arn:aws:s3:::bucket/\${aws:username}`] as const;
  expect(decide({ identity: [{ Statement }] }, ...literal, context)).toBe('allowed');
});

test(`\`\${*}\` is a star, and a value is never a pattern`, () => {
  const identity = [
    allow('*', `arn:aws:s3:::bucket/\${*}`),
    allow('*', `arn:aws:s3:::own/\${aws:username}`),
  ];
  expect(decide({ identity }, 's3:GetObject', 'arn:aws:s3:::bucket/*')).toBe('allowed');
  const star = { 'aws:username': '*' };
  expect(decide({ identity }, 's3:GetObject', 'arn:aws:s3:::own/other', star)).not.toBe('allowed');
});

test.each([
  [{ Effect: 'allow', Action: '*', Resource: '*' }, '"allow" is no effect: Allow or Deny'],
  [{ Effect: 'Allow', Resource: '*' }, 'a statement has neither Action nor NotAction'],
  [{ Effect: 'Allow', Action: '*', NotAction: 'x:y' }, 'a statement has Action and NotAction'],
  [
    { Effect: 'Allow', Action: '*', Resource: '*', Condition: { StringIs: { a: 'b' } } },
    'there is no condition operator StringIs',
  ],
  [
    { Effect: 'Allow', Action: '*', Principal: 'arn:aws:iam::111122223333:root' },
    '"arn:aws:iam::111122223333:root" is no principal',
  ],
])('%j is refused', (Statement, message) => {
  expect(() => compilePolicy({ Statement })).toThrow(message);
});

test('many wildcards take no time', () => {
  const identity = [allow('*a*a*a*a*a*a*a*a*b')];
  const action = `ecr:${'a'.repeat(200)}`;
  expect(decide({ identity }, action)).toContain('no identity-based policy allows');
});
