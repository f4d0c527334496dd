import { PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { auditLogOf } from '../support/acting.ts';
import { createRepositories, manifest, push } from '../support/images.ts';
import { fireAll, host, registryYml, start, tagsIn, writesIn } from './harm.ts';

describe('a stack that was just deployed', () => {
  test('says what it would do, and does nothing', async () => {
    const started = await start(registryYml, false);
    const { ecr, stack, alerts, ledger } = started;
    const writes = writesIn(started);
    await createRepositories(ecr, 'team/web');
    await push(ecr, 'team/web', ['latest'], manifest('a'));
    await push(ecr, 'team/web', ['1.0.0'], manifest('b'));
    await stack.idle();
    await fireAll(started);
    expect(await tagsIn(ecr, 'team/web')).toEqual(['1.0.0', 'latest']);
    // Its mark, by the function that may make one.
    expect(writes).toEqual(['CreateRepositoryCreationTemplate']);
    expect(await auditLogOf(ledger)).toEqual([]);
    const told = alerts().join('\n');
    expect(told).toMatch(
      /- If it were enforced, the tag would be replaced by quarantine-[0-9a-f]{12}\n/,
    );
    expect(told).toContain('npx ecr-steward allow --stack ecr-steward-local sets it');
    expect(told).toMatch(/lifecyclePolicy: none → .*: nothing was done: .* no mark/);
    expect(told).toMatch(/lifecyclePolicy: would expire 1 image \(1 tagged: latest\)/);

    // By now it has its mark.
    await push(ecr, 'team/web', ['wrong'], manifest('c'));
    await stack.idle();
    expect(await tagsIn(ecr, 'team/web')).toContain('wrong');
    expect(alerts().at(-1)).toContain('npx ecr-steward allow naming enforces it');
  });
});

test('without its ledger nothing is done, and that is reported', async () => {
  const started = await start();
  const { aws, ecr, stack, alerts } = started;
  await createRepositories(ecr, 'team/web');
  await stack.idle();
  const writes = writesIn(started);
  aws.faults.set([{ operations: ['dynamodb:*'], error: 'ResourceNotFoundException' }]);
  await push(ecr, 'team/web', ['latest']);
  await stack.idle();
  await stack.fire('naming');
  await stack.idle();
  expect(await tagsIn(ecr, 'team/web')).toEqual(['latest']);
  expect(writes).toEqual([]);
  expect(alerts().join('\n')).toMatch(/ledger/);
});

test('a name by which a service runs is not taken; it is told which', async () => {
  const services = [{ cluster: 'prod', name: 'web', images: [`${host}/team/web:latest`] }];
  const { ecr, stack, alerts } = await start(registryYml, true, { services });
  await createRepositories(ecr, 'team/web');
  await push(ecr, 'team/web', ['latest']);
  await push(ecr, 'team/web', ['other'], manifest('other'));
  await stack.idle();
  expect(await tagsIn(ecr, 'team/web')).toEqual(['latest', expect.stringMatching(/^quarantine-/)]);
  expect(alerts().join('\n')).toContain(
    '- Nothing was done: ECS service prod/web runs it, as latest\n',
  );
});

test('an image that a lifecycle policy keeps by its tag keeps the tag', async () => {
  const names = 'naming: { tags: [{ rule: v, kinds: [semver], action: quarantine }] }';
  const { ecr, stack, alerts } = await start(names);
  await createRepositories(ecr, 'team/web');
  const action = { type: 'expire' };
  const count = { countType: 'imageCountMoreThan', countNumber: 1 };
  const tagged = { tagStatus: 'tagged', tagPrefixList: ['release-'], ...count, countNumber: 999 };
  const rules = [
    { rulePriority: 1, selection: tagged, action },
    { rulePriority: 2, selection: { tagStatus: 'any', ...count }, action },
  ];
  const lifecyclePolicyText = JSON.stringify({ rules });
  const input = { repositoryName: 'team/web', lifecyclePolicyText };
  await ecr.send(new PutLifecyclePolicyCommand(input));
  await push(ecr, 'team/web', ['release-1']);
  await push(ecr, 'team/web', ['other'], manifest('other'));
  await stack.idle();
  expect(await tagsIn(ecr, 'team/web')).toEqual([
    expect.stringMatching(/^quarantine-/),
    'release-1',
  ]);
  expect(alerts().join()).toContain('the lifecycle policy of its repository keeps it by this tag');
});
