import { ECRClient, ListPullTimeUpdateExclusionsCommand } from '@aws-sdk/client-ecr';
import { expect, onTestFinished, test } from 'vitest';
import { provision } from '../../../local/stack/storage.ts';
import { declareStack } from '../../../local/stack/template/resources.ts';
import { exclusions, rolesThatRead } from '../../../resources/exclusions.ts';
import { startTestAws } from '../start.ts';

test('a stack excludes its roles from pull times, and once more changes nothing', async () => {
  const { aws, config } = await startTestAws();
  const ecr = new ECRClient(config);
  onTestFinished(() => ecr.destroy());
  const roles = rolesThatRead.map((role) => [role, { Type: 'AWS::IAM::Role', Properties: {} }]);
  const Resources = { ...Object.fromEntries(roles), ...exclusions(rolesThatRead).Resources };
  const stack = declareStack({ name: 'shop-dev', template: { Resources } }, aws);
  await provision(aws, stack);
  await provision(aws, stack);
  const listed = await ecr.send(new ListPullTimeUpdateExclusionsCommand({}));
  expect(listed.pullTimeUpdateExclusions).toEqual(
    rolesThatRead
      .map((role) => `arn:aws:iam::123456789012:role/shop-dev-${role.toLowerCase()}`)
      .toSorted(),
  );
});
