import {
  DeregisterPullTimeUpdateExclusionCommand,
  GetAccountSettingCommand,
  ListPullTimeUpdateExclusionsCommand,
  PutAccountSettingCommand,
  RegisterPullTimeUpdateExclusionCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { refusal, startTestAws } from '../start.ts';

describe('account settings', () => {
  test.each([
    ['BASIC_SCAN_TYPE_VERSION', 'AWS_NATIVE', 'AWS_NATIVE'],
    ['REGISTRY_POLICY_SCOPE', 'V2', 'V1'],
    ['BLOB_MOUNTING', 'DISABLED', 'ENABLED'],
  ])('%s is %s until it is put to %s', async (name, before, value) => {
    const { ecr } = await startTestAws();
    const get = () => ecr.send(new GetAccountSettingCommand({ name }));
    expect(await get()).toMatchObject({ name, value: before });
    await ecr.send(new PutAccountSettingCommand({ name, value }));
    expect(await get()).toMatchObject({ name, value });
  });

  test.each([
    ['BASIC_SCAN_TYPE_VERSION', 'CLAIR'],
    ['BLOB_MOUNTING', 'yes'],
    ['COFFEE', 'black'],
  ])('refuse %s = %s', async (name, value) => {
    const { ecr } = await startTestAws();
    const put = ecr.send(new PutAccountSettingCommand({ name, value }));
    expect((await refusal(put)).name).toBe('InvalidParameterException');
  });
});

describe('pull-time update exclusions', () => {
  const arnOf = (name: string | number) => `arn:aws:iam::123456789012:role/${name}`;
  const register = (name: string | number) =>
    new RegisterPullTimeUpdateExclusionCommand({ principalArn: arnOf(name) });

  test('are registered, listed and deregistered', async () => {
    const { ecr } = await startTestAws();
    const registered = await ecr.send(register('scanner'));
    expect(registered).toMatchObject({
      principalArn: arnOf('scanner'),
      createdAt: expect.any(Date),
    });
    const list = () => ecr.send(new ListPullTimeUpdateExclusionsCommand({}));
    expect((await list()).pullTimeUpdateExclusions).toEqual([arnOf('scanner')]);
    const principalArn = arnOf('scanner');
    await ecr.send(new DeregisterPullTimeUpdateExclusionCommand({ principalArn }));
    expect((await list()).pullTimeUpdateExclusions).toEqual([]);
  });

  test('are refused as duplicates, when unknown, and for invalid principals', async () => {
    const { ecr } = await startTestAws();
    await ecr.send(register('scanner'));
    const twice = await refusal(ecr.send(register('scanner')));
    expect(twice.name).toBe('ExclusionAlreadyExistsException');
    const principalArn = arnOf('nope');
    const unknown = ecr.send(new DeregisterPullTimeUpdateExclusionCommand({ principalArn }));
    expect((await refusal(unknown)).name).toBe('ExclusionNotFoundException');
    const wrong = await refusal(ecr.send(register('no role')));
    expect(wrong.name).toBe('InvalidParameterException');
  });

  test('are a hundred at most', async () => {
    const { ecr } = await startTestAws();
    for (let at = 0; at < 100; at++) await ecr.send(register(at));
    expect((await refusal(ecr.send(register(100)))).name).toBe('LimitExceededException');
  });
});
