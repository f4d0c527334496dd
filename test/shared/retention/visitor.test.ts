import { PutImageCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { inOneProcess, type Steps } from '../../../shared/walk/steps.ts';
import { digestOf } from '../../local/images.ts';
import { auditLogOf } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { stateOf } from './nights.ts';
import { archiving, arm, deleting, name, signed, started, whole } from './visited.ts';

test('archives what was announced long enough ago: an index with its parts and its signature', async () => {
  const at = await started(archiving);
  expect(await at.night(0)).toMatchObject({ selected: { images: 4 }, outcomes: {} });
  expect(at.sent()).toEqual([
    expect.stringMatching(/^4 images of team-a\/web will be archived on /),
  ]);
  await at.nights(1, 6);
  expect(await stateOf(at.ecr, name)).toEqual(whole('ACTIVE'));
  expect(at.sent()).toEqual([]);
  expect(await at.night(7)).toMatchObject({ outcomes: { archived: 4 } });
  expect(at.sent()).toEqual(['4 images of team-a/web were archived']);
  expect(await stateOf(at.ecr, name)).toEqual(whole('ARCHIVED'));
  const [entry] = await auditLogOf(at.ledger);
  expect(entry?.entry).toMatchObject({ capability: 'retention', kind: 'archive', weight: 4 });
  expect(await at.night(8)).toMatchObject({ outcomes: {}, selected: { images: 0 } });
  expect(at.sent()).toEqual([]);
});

test('deletes an index before its parts, in that order, and says that it is final', async () => {
  const at = await started(deleting);
  await at.nights(0, 7);
  expect(await stateOf(at.ecr, name)).toEqual({ '2.0': 'ACTIVE' });
  const [entry] = await auditLogOf(at.ledger);
  expect(entry?.entry).toMatchObject({ kind: 'deleteImage', weight: 4, final: expect.anything() });
});

test('deletes after the days in the archive, announced once more', async () => {
  const rule = 'action: archive, keep: { tags: ["2.0"] }, deleteArchivedAfterDays: 90';
  const at = await started(`[{ ${rule} }]`);
  await at.nights(0, 7);
  await at.night(20);
  expect(await stateOf(at.ecr, name)).toEqual(whole('ARCHIVED'));
  at.sent();
  await at.night(100);
  expect(at.sent()).toEqual([
    expect.stringMatching(/^4 images of team-a\/web will be deleted for good on /),
  ]);
  await at.nights(101, 106);
  expect(await stateOf(at.ecr, name)).toEqual(whole('ARCHIVED'));
  await at.night(107);
  expect(await stateOf(at.ecr, name)).toEqual({ '2.0': 'ACTIVE' });
});

describe('nothing is done', () => {
  const inUse = {
    ...{ repository: name, imageId: { imageDigest: digestOf(arm) } },
    by: ['ECS service prod/web'],
  };

  test.each([archiving, deleting])('to what is in use: %s', async (rule) => {
    const at = await started(rule);
    at.atBegin.images.push(inUse);
    expect(await at.nights(0, 9)).toMatchObject({ selected: { images: 0 } });
    expect(await stateOf(at.ecr, name)).toEqual(whole('ACTIVE'));
    expect(at.sent()).toEqual([]);
  });

  test.each([archiving, deleting])('where a deployment begins after the walk: %s', async (rule) => {
    const at = await started(rule);
    await at.nights(0, 6);
    at.live.sources = { images: [inUse], unknown: [] };
    expect(await at.night(7)).toMatchObject({ outcomes: {} });
    expect(await stateOf(at.ecr, name)).toEqual(whole('ACTIVE'));
  });

  test.each([archiving, deleting])('where a source fails, whenever: %s', async (rule) => {
    const at = await started(rule);
    await at.nights(0, 6);
    const unknown = [{ source: 'ecs', why: 'access denied' }];
    at.live.sources = { images: [], unknown };
    expect(await at.night(7)).toMatchObject({ outcomes: {} });
    at.atBegin.unknown.push(...unknown);
    expect(await at.night(8)).toMatchObject({ outcomes: {}, doubtful: 1 });
    expect(await stateOf(at.ecr, name)).toEqual(whole('ACTIVE'));
    at.atBegin.unknown.length = 0;
    at.live.sources = { images: [], unknown: [] };
    expect(await at.night(9)).not.toMatchObject({ outcomes: {}, doubtful: 1 });
    expect(await stateOf(at.ecr, name)).not.toEqual(whole('ACTIVE'));
  });

  test.each([archiving, deleting])(
    'where somebody says no by a tag, at the last moment: %s',
    async (rule) => {
      const at = await started(rule);
      await at.nights(0, 6);
      const input = { repositoryName: name, imageManifest: signed, imageTag: 'keep-it' };
      at.live.onRead = () => at.ecr.send(new PutImageCommand(input)).catch(() => undefined);
      expect(await at.night(7)).toMatchObject({ outcomes: {} });
      const { 'keep-it': kept, ...others } = await stateOf(at.ecr, name);
      expect([kept, others['1.0']]).toEqual(['ACTIVE', 'ACTIVE']);
    },
  );

  test('where the store has lost what was announced, until it is announced anew', async () => {
    const at = await started(deleting);
    await at.nights(0, 6);
    await at.store.remove(await at.store.list('retention/'));
    await at.nights(7, 13);
    expect(await stateOf(at.ecr, name)).toEqual(whole('ACTIVE'));
    await at.night(14);
    expect(await stateOf(at.ecr, name)).toEqual({ '2.0': 'ACTIVE' });
  });

  test('where what was announced is not readable: the visitor says so', async () => {
    const at = await started(deleting);
    await at.nights(0, 6);
    const [key = ''] = await at.store.list('retention/');
    await at.store.put(key, '{"units":', 'application/json');
    await at.night(7);
    expect(await stateOf(at.ecr, name)).toEqual(whole('ACTIVE'));
  });

  test('while the rule is not allowed: not even announced, and no index is read', async () => {
    const at = await started(deleting);
    const calls = recordCalls(at.aws);
    for (const day of [0, 7, 8]) await at.night(day, { gate: { person: false } });
    expect(await stateOf(at.ecr, name)).toEqual(whole('ACTIVE'));
    expect(at.sent()).toEqual([]);
    expect(calls).not.toContain('ecr:BatchGetImage');
    expect(await at.store.list('retention/')).toEqual([]);
  });

  test.each([
    ['ecr:BatchGetImage', archiving],
    ['ecr:UpdateImageStorageClass', archiving],
    ['ecr:BatchDeleteImage', deleting],
    ['ecr:DescribeImages', deleting],
  ])('where %s is denied', async (operation, rule) => {
    const at = await started(rule);
    await at.nights(0, 6);
    at.aws.faults.set([{ operations: [operation], error: 'AccessDeniedException' }]);
    await at.nights(7, 8);
    at.aws.faults.clear();
    expect(await stateOf(at.ecr, name)).toEqual(whole('ACTIVE'));
  });

  test('once time is up, and the next night goes on', async () => {
    const at = await started(deleting);
    await at.nights(0, 6);
    // In the slices; what comes after them has time, as in another invocation.
    const now = { ...inOneProcess, until: () => 0 };
    const late: Steps = {
      ...inOneProcess,
      each: (name, items, work) => inOneProcess.each(name, items, (_, item) => work(now, item)),
    };
    expect(await at.night(7, { steps: late })).toMatchObject({ outcomes: { late: 4 } });
    expect(await stateOf(at.ecr, name)).toEqual(whole('ACTIVE'));
    await at.night(8);
    expect(await stateOf(at.ecr, name)).toEqual({ '2.0': 'ACTIVE' });
  });

  test('over a limit, which is reported, and resolved when it no longer stands in the way', async () => {
    const at = await started(deleting);
    await at.nights(0, 6);
    at.sent();
    const { limits } = parseRegistryConfig(
      'limits: { deleteImage: { perRun: { count: 3, percent: 100 }, perDay: { percent: 100 } } }',
    );
    expect(await at.night(7, { gate: { limits } })).toMatchObject({ outcomes: { held: 4 } });
    expect(await stateOf(at.ecr, name)).toEqual(whole('ACTIVE'));
    expect(at.sent()).toEqual(['1 held back by limits.deleteImage']);
    expect(await at.night(8)).toMatchObject({ outcomes: { deleted: 4 } });
    expect(at.sent()).toEqual([
      '4 images of team-a/web were deleted',
      'Resolved: 1 held back by limits.deleteImage',
    ]);
  });
});
