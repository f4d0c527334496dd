import { describe, expect, test } from 'vitest';
import { lifecyclePolicyText } from '../../../../shared/config/schema/repositories/lifecycle-policy.ts';
import { repository } from '../../../../shared/registry/read.ts';
import { readSettings } from '../../../../shared/registry/settings/read.ts';
import { createSettingsReader } from '../../../../shared/registry/settings/reader.ts';
import type { Settings } from '../../../../shared/registry/settings/repository-settings.ts';
import { restoreSettings } from '../../../../shared/registry/settings/restore.ts';
import { isSame } from '../../../../shared/registry/settings/same.ts';
import { writeSettings } from '../../../../shared/registry/settings/write.ts';
import { repositoryName } from '../../../local/images.ts';
import { startTestAws, startWithRepository } from '../../../local/start.ts';
import { recordCalls } from '../../../support/calls.ts';

const policyText = (Sid: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid, Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' }],
  });

const all: Required<Settings> = {
  mutability: { imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION', exclusions: ['latest'] },
  lifecyclePolicy: lifecyclePolicyText({ keepLast: 3 }),
  repositoryPolicy: policyText('ours'),
  resourceTags: { team: 'a', stage: 'dev' },
  encryption: { encryptionType: 'AES256' },
  scanOnPush: true,
};

async function startSettings() {
  const started = await startWithRepository();
  const { ecr } = started;
  const it = await repository(ecr, repositoryName);
  if (it === undefined) throw new Error('there is no repository');
  const now = async (wanted: Settings = all) =>
    readSettings(createSettingsReader(ecr), (await repository(ecr, repositoryName)) ?? it, wanted);
  return { ...started, it, now };
}

describe('the settings of a repository', () => {
  test('are read as they were written', async () => {
    const { ecr, it, now } = await startSettings();
    await writeSettings(ecr, it, all);
    expect(isSame(await now(), all)).toBe(true);
  });

  test('that are new are what ECR takes by default', async () => {
    const { now } = await startSettings();
    expect(await now()).toEqual({
      mutability: { imageTagMutability: 'MUTABLE' },
      resourceTags: {},
      encryption: { encryptionType: 'AES256' },
      scanOnPush: false,
    });
  });

  test.each<[keyof Settings, string]>([
    ['mutability', 'PutImageTagMutability'],
    ['lifecyclePolicy', 'PutLifecyclePolicy'],
    ['repositoryPolicy', 'SetRepositoryPolicy'],
    ['resourceTags', 'TagResource'],
    ['scanOnPush', 'PutImageScanningConfiguration'],
  ])('are written one by one: %s', async (key, operation) => {
    const { aws, ecr, it, now } = await startSettings();
    const calls = recordCalls(aws);
    await writeSettings(ecr, it, { [key]: all[key] });
    expect(calls).toEqual([`ecr:${operation}`]);
    const settings = await now();
    expect(isSame(settings[key], all[key])).toBe(true);
    expect(isSame(settings, { ...(await now()), [key]: all[key] })).toBe(true);
  });

  test.each<[keyof Settings, string[]]>([
    ['mutability', []],
    ['lifecyclePolicy', ['ecr:GetLifecyclePolicy']],
    ['repositoryPolicy', ['ecr:GetRepositoryPolicy']],
    ['resourceTags', ['ecr:ListTagsForResource']],
    ['encryption', []],
    ['scanOnPush', []],
  ])('are read one by one: %s', async (key, expected) => {
    const { aws, ecr, it } = await startSettings();
    await writeSettings(ecr, it, all);
    const now = await repository(ecr, repositoryName);
    const calls = recordCalls(aws);
    const settings = await readSettings(createSettingsReader(ecr), now ?? it, { [key]: all[key] });
    expect(Object.keys(settings)).toEqual([key]);
    expect(calls).toEqual(expected);
  });

  test('of which ECR says nothing are its defaults', async () => {
    const { ecr } = await startTestAws();
    const { scanOnPush, mutability, encryption } = all;
    const wanted = { scanOnPush, mutability, encryption };
    expect(await readSettings(createSettingsReader(ecr), { repositoryName }, wanted)).toEqual({
      ...{ scanOnPush: false, mutability: { imageTagMutability: 'MUTABLE' }, encryption },
    });
  });

  test('have the wanted tags and no others', async () => {
    const { ecr, it, now } = await startSettings();
    await writeSettings(ecr, it, { resourceTags: { team: 'a', other: 'x' } });
    const resourceTags = { team: 'b', toString: 'c' };
    expect(await now({ resourceTags })).toEqual({ resourceTags: { team: 'a' } });
  });
});

describe('settings that are given back', () => {
  test('are there, and those that were not are gone', async () => {
    const { ecr, it, now } = await startSettings();
    await writeSettings(ecr, it, all);
    const gone = ['lifecyclePolicy', 'repositoryPolicy'] as const;
    const settings = { scanOnPush: false };
    await restoreSettings(ecr, it, { settings, gone, goneTags: ['stage'] });
    const { mutability, encryption } = all;
    const resourceTags = { team: 'a' };
    expect(await now()).toEqual({ mutability, encryption, resourceTags, scanOnPush: false });
  });

  test.each([
    ['lifecyclePolicy', 'repositoryPolicy'],
    ['repositoryPolicy', 'lifecyclePolicy'],
  ] as const)('take %s and leave the rest', async (gone, stays) => {
    const { aws, ecr, it, now } = await startSettings();
    await writeSettings(ecr, it, all);
    const calls = recordCalls(aws);
    await restoreSettings(ecr, it, { settings: {}, gone: [gone], goneTags: [] });
    expect(calls).toHaveLength(1);
    const settings = await now();
    expect(settings[gone]).toBeUndefined();
    expect(isSame(settings[stays], all[stays])).toBe(true);
    expect(settings.resourceTags).toEqual(all.resourceTags);
  });

  test('may be gone already, and nothing else may fail', async () => {
    const { aws, ecr, it } = await startSettings();
    const gone = ['lifecyclePolicy', 'repositoryPolicy'] as const;
    await restoreSettings(ecr, it, { settings: {}, gone, goneTags: [] });
    for (const operation of ['DeleteLifecyclePolicy', 'DeleteRepositoryPolicy']) {
      aws.faults.set([{ operations: [`ecr:${operation}`], error: 'AccessDeniedException' }]);
      const restored = restoreSettings(ecr, it, { settings: {}, gone, goneTags: [] });
      await expect(restored).rejects.toMatchObject({ name: 'AccessDeniedException' });
    }
  });
});
