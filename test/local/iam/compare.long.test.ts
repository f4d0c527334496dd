import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluate } from '../../../local/iam/evaluate.ts';
import { contextOf } from '../../../local/iam/pattern.ts';
import { compilePolicy } from '../../../local/iam/policy.ts';

/** An evaluator that is not ours: @cloud-copilot/iam-simulate, which `.ci/tools` gets. It is no part of ecr-steward. */
interface Simulator {
  runSimulation(
    simulation: object,
    options: object,
  ): Promise<{ resultType: string; overallResult?: string; errors?: unknown }>;
}

async function simulator(): Promise<Simulator | undefined> {
  const from = createRequire(resolve('.tools/package.json'));
  try {
    return await import(pathToFileURL(from.resolve('@cloud-copilot/iam-simulate')).href);
  } catch (error) {
    if (Reflect.get(Object(error), 'code') === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

const account = '123456789012';
const other = '444455556666';
const roleArn = `arn:aws:iam::${account}:role/steward`;
const sessionArn = `arn:aws:sts::${account}:assumed-role/steward/push`;

const oneOrMore = <Value>(...values: Value[]) =>
  fc.oneof(
    fc.constantFrom(...values),
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }),
  );

const actions = [
  's3:GetObject',
  's3:Get*',
  's3:*',
  '*',
  's3:PutObject',
  's3:?etObject',
  'S3:getobject',
  'ecr:*',
];
const resources = [
  '*',
  'arn:aws:s3:::bucket/*',
  'arn:aws:s3:::bucket/team/key',
  `arn:aws:s3:::bucket/\${aws:username}/*`,
  'arn:aws:s3:::*',
  'arn:aws:s3:::bucket/te?m/*',
  'arn:aws:s3:*:*:bucket/team/*',
  'arn:aws:s3:::other/*',
  `arn:aws:s3:::bucket/\${aws:nobody, 'team'}/key`,
];

/** Keys with values that a policy may ask for, by kind of operator. */
const kinds: Record<string, { key: string; values: string[]; operators: string[] }> = {
  string: {
    key: 'aws:username',
    values: ['team', 'TEAM', 't*', 'x', `\${aws:username}`],
    operators: [
      'StringEquals',
      'StringNotEquals',
      'StringLike',
      'StringNotLike',
      'StringEqualsIgnoreCase',
      'StringNotEqualsIgnoreCase',
    ],
  },
  missing: {
    key: 'aws:FederatedProvider',
    values: ['team', '*'],
    operators: [
      'StringEquals',
      'StringNotEquals',
      'StringLike',
      'StringNotLike',
      'StringEqualsIfExists',
      'StringNotEqualsIfExists',
      'ArnLike',
      'ArnNotLike',
      'NumericLessThan',
      'NumericNotEquals',
      'Bool',
      'BoolIfExists',
      'IpAddress',
      'NotIpAddress',
    ],
  },
  several: {
    key: 'aws:TagKeys',
    values: ['a', 'b', 'c', 'a*'],
    operators: ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'].flatMap((it) => [
      `ForAllValues:${it}`,
      `ForAnyValue:${it}`,
    ]),
  },
  number: {
    key: 'aws:MultiFactorAuthAge',
    values: ['9', '10', '11', '10.0'],
    operators: [
      'NumericEquals',
      'NumericNotEquals',
      'NumericLessThan',
      'NumericLessThanEquals',
      'NumericGreaterThan',
      'NumericGreaterThanEquals',
    ],
  },
  date: {
    key: 'aws:CurrentTime',
    values: ['2026-01-01T00:00:00Z', '2026-06-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    operators: [
      'DateEquals',
      'DateNotEquals',
      'DateLessThan',
      'DateLessThanEquals',
      'DateGreaterThan',
      'DateGreaterThanEquals',
    ],
  },
  bool: { key: 'aws:SecureTransport', values: ['true', 'false'], operators: ['Bool'] },
  address: {
    key: 'aws:SourceIp',
    values: ['203.0.113.0/24', '203.0.113.9/32', '198.51.100.0/24'],
    operators: ['IpAddress', 'NotIpAddress'],
  },
  arn: {
    key: 'aws:PrincipalArn',
    values: [
      roleArn,
      'arn:aws:iam::*:role/*',
      'arn:aws:iam::*:user/*',
      `arn:aws:iam::${account}:role/stew?rd`,
    ],
    operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike', 'StringLike'],
  },
  nothing: { key: 'aws:FederatedProvider', values: ['true', 'false'], operators: ['Null'] },
};

const context: Record<string, string | string[]> = {
  'aws:username': 'team',
  'aws:TagKeys': ['a', 'b'],
  'aws:MultiFactorAuthAge': '10',
  'aws:CurrentTime': '2026-06-01T00:00:00Z',
  'aws:SecureTransport': 'true',
  'aws:SourceIp': '203.0.113.9',
  'aws:PrincipalArn': roleArn,
};

const condition = fc
  .uniqueArray(fc.constantFrom(...Object.keys(kinds)), { maxLength: 2 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) => {
        const { key, values, operators } = kinds[name] ?? { key: '', values: [], operators: [] };
        return fc.record({
          operator: fc.constantFrom(...operators),
          key: fc.constant(key),
          values: name === 'nothing' ? fc.constantFrom(...values) : oneOrMore(...values),
        });
      }),
    ),
  )
  .map((all) => {
    const block: Record<string, Record<string, unknown>> = {};
    for (const { operator, key, values } of all) {
      block[operator] = { ...block[operator], [key]: values };
    }
    return block;
  });

const base = fc.record({
  effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
  action: oneOrMore(...actions),
  notAction: fc.integer({ max: 5, min: 0 }),
  resource: oneOrMore(...resources),
  notResource: fc.integer({ max: 5, min: 0 }),
  condition,
});

const statement = base.map((it) => ({
  Effect: it.effect,
  [it.notAction === 0 ? 'NotAction' : 'Action']: it.action,
  [it.notResource === 0 ? 'NotResource' : 'Resource']: it.resource,
  ...(Object.keys(it.condition).length > 0 && { Condition: it.condition }),
}));

const policy = fc
  .array(statement, { minLength: 1, maxLength: 3 })
  .map((Statement) => ({ Version: '2012-10-17', Statement }));

const principal = fc.constantFrom<unknown>(
  '*',
  { AWS: '*' },
  { AWS: roleArn },
  { AWS: sessionArn },
  { AWS: account },
  { AWS: [`arn:aws:iam::${account}:root`] },
  { AWS: [`arn:aws:iam::${other}:root`, roleArn] },
  { AWS: `arn:aws:iam::${other}:root` },
  { Service: 'events.amazonaws.com' },
);

const resourcePolicy = fc
  .array(fc.tuple(statement, principal), { minLength: 1, maxLength: 2 })
  .map((all) => ({
    Version: '2012-10-17',
    Statement: all.map(([it, Principal]) => ({ ...it, Principal })),
  }));

const maybe = <Value>(it: fc.Arbitrary<Value>) => fc.option(it, { nil: undefined, freq: 2 });

/**
 * A session policy comes without a policy of the resource: for the other evaluator it also limits what that grants to the
 * session itself, against the IAM user guide ("Session policies").
 */
const cases = fc
  .record({
    identity: fc.array(policy, { maxLength: 2 }),
    boundary: maybe(policy),
    session: maybe(policy),
    resource: maybe(resourcePolicy),
    isElsewhere: fc.boolean(),
  })
  .map((it) => ({ ...it, session: it.resource ? undefined : it.session }));

const [action, resource] = ['s3:GetObject', 'arn:aws:s3:::bucket/team/key'];

type Case = typeof cases extends fc.Arbitrary<infer Given> ? Given : never;

function ours({ identity, boundary, session, resource: own, isElsewhere }: Case): string {
  const decision = evaluate(
    {
      caller: { accountId: account, roleArn, sessionArn },
      ...{ action, resource, context: contextOf(context) },
    },
    {
      identity: identity.map(compilePolicy),
      ...(boundary && { boundary: compilePolicy(boundary) }),
      ...(session && { session: compilePolicy(session) }),
      ...(own && { resource: { policy: compilePolicy(own) } }),
      resourceAccount: isElsewhere ? other : account,
    },
  );
  if (decision.allowed) return 'Allowed';
  return decision.why.startsWith('with') ? 'ExplicitlyDenied' : 'ImplicitlyDenied';
}

async function theirs(simulated: Simulator, given: Case): Promise<unknown> {
  const accountId = given.isElsewhere ? other : account;
  const { resultType, overallResult, errors } = await simulated.runSimulation(
    {
      request: {
        principal: sessionArn,
        ...{ action, resource: { resource, accountId }, contextVariables: context },
      },
      identityPolicies: given.identity.map((it, at) => ({ name: `policy-${at}`, policy: it })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(given.boundary && {
        permissionBoundaryPolicies: [{ name: 'boundary', policy: given.boundary }],
      }),
      ...(given.session && { sessionPolicy: given.session }),
      ...(given.resource && { resourcePolicy: given.resource }),
    },
    {},
  );
  return resultType === 'error' ? errors : overallResult;
}

test('random policies decide as another evaluator does', async (ctx) => {
  const simulated = await simulator();
  if (!simulated) return ctx.skip('there is no @cloud-copilot/iam-simulate: .ci/tools gets it');
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const decided = ours(given);
      seen.set(decided, (seen.get(decided) ?? 0) + 1);
      expect(await theirs(simulated, given)).toBe(decided);
    }),
    { numRuns: 2000, seed: 13 },
  );
  expect([...seen.keys()]).toHaveLength(3);
  expect(Math.min(...seen.values())).toBeGreaterThan(100);
});
