import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import { lifecyclePolicyText } from '../../../../shared/config/schema/repositories/lifecycle-policy.ts';
import { repository } from '../../../../shared/registry/read.ts';
import { createSettingsReader } from '../../../../shared/registry/settings/reader.ts';
import { writeSettings } from '../../../../shared/registry/settings/write.ts';
import { startTestAws } from '../../../local/start.ts';
import { recordCalls } from '../../../support/calls.ts';
import { createRepositories } from '../../../support/images.ts';

const name = 'team/a';

async function startReader() {
  const started = await startTestAws();
  await createRepositories(started.ecr, name, 'team/b');
  const settings = createSettingsReader(started.ecr);
  const found = await repository(started.ecr, name);
  if (found === undefined) throw new Error('there is no repository');
  const arn = found.repositoryArn ?? '';
  const read = {
    lifecycle: () => settings.lifecyclePolicy(name),
    policy: () => settings.repositoryPolicy(name),
    tags: () => settings.resourceTags(name, arn),
    frequency: async () => (await settings.scanFrequencies([name])).get(name),
  };
  return { ...started, found, settings, read, calls: recordCalls(started.aws) };
}

const calledOnce = {
  lifecycle: 'ecr:GetLifecyclePolicy',
  policy: 'ecr:GetRepositoryPolicy',
  tags: 'ecr:ListTagsForResource',
  frequency: 'ecr:BatchGetRepositoryScanningConfiguration',
} as const;

const each = Object.entries(calledOnce) as [keyof typeof calledOnce, string][];

test.each(each)('%s is read once, also by those who ask at the same time', async (key, call) => {
  const { read, calls } = await startReader();
  const [first, second] = await Promise.all([read[key](), read[key]()]);
  expect(second).toEqual(first);
  expect(await read[key]()).toEqual(first);
  expect(calls).toEqual([call]);
});

test.each(each)('%s is read again when it was forgotten', async (key, call) => {
  const { ecr, found, settings, read, calls } = await startReader();
  const before = await read[key]();
  settings.forget(['team/b']);
  expect(await read[key]()).toEqual(before);
  await writeSettings(ecr, found, {
    lifecyclePolicy: lifecyclePolicyText({ keepLast: 3 }),
    repositoryPolicy: JSON.stringify({
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' }],
    }),
    resourceTags: { team: 'a' },
    scanOnPush: true,
  });
  expect(await read[key]()).toEqual(before);
  settings.forget([name]);
  expect(await read[key]()).not.toEqual(before);
  expect(calls.filter((it) => it === call)).toHaveLength(2);
});

test.each(each)('%s that could not be read is asked for again', async (key, call) => {
  const { aws, read } = await startReader();
  aws.faults.set([{ operations: [call], error: 'AccessDeniedException', times: 1 }]);
  await expect(read[key]()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  const again = read[key]();
  await expect(again).resolves.toEqual(await read[key]());
});

test('frequencies of many repositories are one call for 25, and only of those that are not known', async () => {
  const { ecr, settings, calls } = await startReader();
  const names = Array.from({ length: 26 }, (_, at) => `many/r${at + 10}`);
  for (const repositoryName of names)
    await ecr.send(new CreateRepositoryCommand({ repositoryName }));
  calls.length = 0;
  await settings.scanFrequencies(names.slice(0, 1));
  const found = await settings.scanFrequencies([...names, 'many/gone']);
  expect([...found.keys()]).toEqual(names);
  expect(calls).toHaveLength(1 + 2);
  await settings.scanFrequencies(names);
  expect(calls).toHaveLength(1 + 2);
});
