import {
  DeleteLifecyclePolicyCommand,
  DeleteRepositoryCommand,
  DeleteRepositoryPolicyCommand,
  PutLifecyclePolicyCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../../shared/actions/audit-log.ts';
import { repository as readRepository } from '../../../../shared/registry/read.ts';
import { readSettings } from '../../../../shared/registry/settings/read.ts';
import { createSettingsReader } from '../../../../shared/registry/settings/reader.ts';
import type { Settings } from '../../../../shared/registry/settings/repository-settings.ts';
import { writeSettings } from '../../../../shared/registry/settings/write.ts';
import type { Undo } from '../../../../shared/steward/undo/action.ts';
import { planUndo } from '../../../../shared/steward/undo/undo.ts';
import { repositoryName } from '../../../local/images.ts';
import { startWithRepository } from '../../../local/start.ts';

const lifecycle = (days: number) =>
  JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        description: `after ${days} days`,
        selection: {
          ...{ tagStatus: 'untagged', countType: 'sinceImagePushed' },
          ...{ countUnit: 'days', countNumber: days },
        },
        action: { type: 'expire' },
      },
    ],
  });

const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Sid: 'x', Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'ecr:BatchGetImage' },
  ],
});

const everything: Settings = {
  mutability: { imageTagMutability: 'IMMUTABLE' },
  lifecyclePolicy: '',
  repositoryPolicy: '',
  resourceTags: { owner: '', team: '' },
  scanOnPush: true,
};

async function start(before: Settings, after: Settings) {
  const started = await startWithRepository();
  const { ecr } = started;
  const found = await readRepository(ecr, repositoryName);
  if (found === undefined) throw new Error('there is no repository');
  await writeSettings(ecr, found, before);
  await writeSettings(ecr, found, after);
  const entry: Entry = {
    ...{ id: '1', at: new Date().toISOString(), by: 'a test', capability: 'baseline' },
    ...{ kind: 'setting', rule: 'team-a/**', target: repositoryName, what: 'set' },
    ...{ repository: repositoryName, weight: 1, state: 'done' },
    ...{ before: { settings: before }, after: { settings: after } },
  };
  const now = async () => {
    const current = await readRepository(ecr, repositoryName);
    return current && readSettings(createSettingsReader(ecr), current, everything);
  };
  return { ...started, entry, found, now };
}

async function done(undo: Undo) {
  if (undo.state !== 'ready') throw new Error(undo.why);
  await undo.work();
  return undo;
}

describe('settings of a repository', () => {
  test('are as they were, and what was not there goes; an undo of that has them again', async () => {
    const before: Settings = {
      mutability: { imageTagMutability: 'MUTABLE' },
      scanOnPush: false,
      resourceTags: { team: 'a' },
    };
    const after: Settings = {
      mutability: { imageTagMutability: 'IMMUTABLE' },
      ...{ lifecyclePolicy: lifecycle(3), repositoryPolicy: policy, scanOnPush: true },
      resourceTags: { owner: 'b' },
    };
    const { ecr, entry, now } = await start(before, after);
    const first = await done(await planUndo(ecr, entry));
    expect(first.action).toMatchObject({ kind: 'cache', what: 'undo 1' });
    expect(first.action.after).toHaveProperty('goneTags', ['owner']);
    expect(await now()).toEqual(before);
    expect(await planUndo(ecr, entry)).toMatchObject({ state: 'nothing' });

    const { before: was, after: is } = JSON.parse(JSON.stringify(first.action));
    const again = await done(await planUndo(ecr, { ...entry, id: '2', before: was, after: is }));
    expect(again.action).toMatchObject({ kind: 'expire', weight: 0 });
    expect(again.action.after).not.toHaveProperty('goneTags');
    const { lifecyclePolicy = '', repositoryPolicy = '', ...rest } = (await now()) ?? {};
    expect([lifecyclePolicy, repositoryPolicy].map((text) => JSON.parse(text))).toMatchObject([
      JSON.parse(lifecycle(3)),
      { Statement: [{ Sid: 'x' }] },
    ]);
    expect(rest).toEqual({
      ...{ mutability: after.mutability, scanOnPush: true },
      resourceTags: { team: 'a', owner: 'b' },
    });
  });

  test('a policy that was replaced is put back whole, and said to expire images', async () => {
    const [before, after] = [{ lifecyclePolicy: lifecycle(3) }, { lifecyclePolicy: lifecycle(9) }];
    const { ecr, entry, now } = await start(before, after);
    const { lines } = await done(await planUndo(ecr, entry));
    expect(lines).toEqual([
      'lifecyclePolicy: after 9 days → after 3 days',
      'no image would expire',
    ]);
    expect(await now()).toMatchObject({ lifecyclePolicy: expect.stringContaining('after 3 days') });
  });

  test('a resource policy that goes is within the limits, as one that a rule replaces', async () => {
    const other = policy.replace('123456789012', '111122223333');
    for (const before of [{}, { repositoryPolicy: other }]) {
      const { ecr, entry } = await start(before, { repositoryPolicy: policy });
      expect((await done(await planUndo(ecr, entry))).action.kind).toBe('cache');
    }
    const denying = policy.replace('Allow', 'Deny');
    const again = await start({ repositoryPolicy: denying }, {});
    await again.ecr.send(new DeleteRepositoryPolicyCommand({ repositoryName }));
    expect((await done(await planUndo(again.ecr, again.entry))).action.kind).toBe('cache');
    const { ecr, entry } = await start({ scanOnPush: false }, { scanOnPush: true });
    // No resource tag is due: the audit log has none.
    const { kind, before, after } = (await done(await planUndo(ecr, entry))).action;
    expect({ kind, before, after }).toEqual({
      kind: 'setting',
      before: { settings: { scanOnPush: true } },
      after: { settings: { scanOnPush: false } },
    });
  });

  test('tags of which some become immutable again are within the limits', async () => {
    const exclusions = ['v*'];
    const before = {
      mutability: { imageTagMutability: 'MUTABLE_WITH_EXCLUSION', exclusions },
    } as const;
    const { ecr, entry } = await start(before, { mutability: { imageTagMutability: 'MUTABLE' } });
    expect((await done(await planUndo(ecr, entry))).action.kind).toBe('immutable');
  });

  test('what somebody has changed since stays, and all else with it', async () => {
    const after = { lifecyclePolicy: lifecycle(3), resourceTags: { owner: 'b' } };
    const { ecr, entry, found, now } = await start({}, after);
    const { repositoryArn: resourceArn } = found;
    const tags = [{ Key: 'owner', Value: 'c' }];
    const undo = await planUndo(ecr, entry);
    await ecr.send(new TagResourceCommand({ resourceArn, tags }));
    const why = `${repositoryName} has been changed since: tag owner is c`;
    expect(await planUndo(ecr, entry)).toEqual({ state: 'refused', why });
    await expect(done(undo)).rejects.toThrow(why);
    expect(await now()).toMatchObject({ lifecyclePolicy: expect.stringContaining('after 3') });
  });

  test('a tag that an undo removed, and somebody gave anew, is as it was: only the others are due', async () => {
    const [before, after] = [{ resourceTags: { team: 'a' } }, { resourceTags: { owner: 'b' } }];
    const { ecr, entry, now } = await start(before, after);
    const undone: Entry = { ...entry, after: { settings: after, goneTags: ['team'] } };
    const { lines } = await done(await planUndo(ecr, undone));
    expect(lines).toEqual(['tag owner: b → none']);
    expect(await now()).toMatchObject({ resourceTags: { team: 'a' } });
  });

  test('one that is gone already is as good as undone', async () => {
    const { ecr, entry, now } = await start(
      {},
      { lifecyclePolicy: lifecycle(3), scanOnPush: true },
    );
    const undo = await planUndo(ecr, entry);
    await ecr.send(new DeleteLifecyclePolicyCommand({ repositoryName }));
    await done(undo);
    expect(await now()).not.toHaveProperty('lifecyclePolicy');
  });

  test('an action that was begun and not done is nothing to undo', async () => {
    const [before, after] = [{ lifecyclePolicy: lifecycle(3) }, { lifecyclePolicy: lifecycle(9) }];
    const { ecr, entry } = await start(before, after);
    const begun: Entry = { ...entry, state: 'begun' };
    expect(await planUndo(ecr, begun)).toMatchObject({ state: 'ready' });
    const input = { repositoryName, lifecyclePolicyText: lifecycle(3) };
    await ecr.send(new PutLifecyclePolicyCommand(input));
    expect(await planUndo(ecr, begun)).toMatchObject({
      state: 'nothing',
      why: expect.stringContaining('it was not done'),
    });
  });

  test('of a repository that is gone nothing can be undone', async () => {
    const { ecr, entry } = await start({}, { scanOnPush: true });
    const begun = await planUndo(ecr, entry);
    await ecr.send(new DeleteRepositoryCommand({ repositoryName }));
    if (begun.state !== 'ready') throw new Error(begun.why);
    expect(await begun.work()).toEqual({ outcome: 'gone', unneeded: true });
    const why = `the repository ${repositoryName} is gone`;
    expect(await planUndo(ecr, entry)).toEqual({ state: 'refused', why });
  });

  test('an entry that does not say how it was cannot be undone', async () => {
    const { ecr, entry } = await start({}, { scanOnPush: true });
    const { before: _, after: __, ...bare } = entry;
    expect(await planUndo(ecr, bare)).toMatchObject({ state: 'refused' });
  });
});
