import { expect, test } from 'vitest';
import { functionsOf, ofType } from '../../../local/stack/functions/functions.ts';
import { documentsOf } from '../../../local/stack/rights/role-policies.ts';
import { packageService } from '../../../local/stack/template/packaged.ts';
import { type DeclaredStack, declareStack } from '../../../local/stack/template/resources.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const place = { region: 'eu-west-1', accountId: '123456789012', endpoint: 'http://127.0.0.1' };
const key = 'arn:aws:kms:eu-west-1:123456789012:key/11111111-1111-1111-1111-111111111111';

/** The template with these `--param`s, carried out: each reference, type and circle in it is checked. */
async function stackWith(...params: string[]): Promise<DeclaredStack> {
  const options = { directory: '.', stage: 'prod', ...place, params };
  const service = await packageService({ ...options, cacheFolder: await temporaryFolder() });
  return declareStack({ ...service, name: 'ecr-steward-prod' }, place);
}

test.each([
  [[]],
  [['role-path=/teams/', 'role-prefix=acme-']],
  [['permissions-boundary=arn:aws:iam::123456789012:policy/limit']],
  [['existing-tables=true']],
  [['existing-inventory-bucket=acme-inventory']],
  [[`kms-key=${key}`]],
  [['vpc-subnets=subnet-11111111', 'vpc-security-groups=sg-11111111']],
  [['alert-key=true', 'dashboard=true']],
  [['deployment-bucket=acme-deployments']],
  [['without=catalog']],
])('with %j each function is started by its rules, with a role of the stack', async (params) => {
  const stack = await stackWith(...params);
  const roles = new Map(ofType(stack, 'AWS::IAM::Role').map((role) => [role.arn, role]));
  const functions = functionsOf(stack);
  expect(functions).toHaveLength(17);
  for (const { name, roleArn, rules, schedules } of functions) {
    expect(rules.length + schedules.length, name).toBeGreaterThan(0);
    const role = roles.get(roleArn);
    expect(role && documentsOf(stack, role).identity.length, name).toBeGreaterThan(0);
  }
});

test('without the walk, nothing of it is left, and all else is', async () => {
  const stack = await stackWith('without=walk');
  const whole = functionsOf(await stackWith());
  const functions = functionsOf(stack);
  const rulesOf = (all: typeof whole) =>
    all.map(({ key, rules, schedules }) => [key, rules.length, schedules.length]);
  expect(rulesOf(functions)).toEqual(
    rulesOf(whole).filter(([key]) => key !== 'walk' && key !== 'deletion'),
  );
  expect(
    Object.keys(stack.resources).filter((id) => /^(Inventory|Walk|Deletion)/.test(id)),
  ).toEqual([]);
  const [{ pattern = {} } = {}] = functions.find(({ key }) => key === 'repository')?.rules ?? [];
  expect(JSON.stringify(pattern)).toMatch(/"anything-but":\["arn:[^"]*RepositoryRole[^"]*"\]/i);
});

test('with a concurrency for bursts, functions have it', async () => {
  const reserved = functionsOf(await stackWith('burst-concurrency=5')).filter(
    ({ reservedConcurrency }) => reservedConcurrency === 5,
  );
  expect(reserved.map(({ key }) => key)).toContain('push');
});
