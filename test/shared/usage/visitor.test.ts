import {
  BatchDeleteImageCommand,
  DeleteRepositoryCommand,
  type ECRClient,
  UpdateImageStorageClassCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { image } from '../../../shared/registry/read.ts';
import { planUndo } from '../../../shared/steward/undo/undo.ts';
import { readUseRecord } from '../../../shared/use/record.ts';
import { waysBack } from '../../../shared/use/ways-back.ts';
import { digestOf, index, manifest } from '../../local/images.ts';
import { auditLogOf } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { push } from '../../support/images.ts';
import { twice } from '../../support/twice.ts';
import { byDigest, filter, missing, restoring, start, title, unknown } from './visited.ts';

describe('an archived image that is in use', () => {
  test.each([1, 2, 250])('is reported once, in slices of %i', async (perSlice) => {
    const uris = ['team/a:1', 'team/a:old', byDigest, 'team/c:2', 'gone:1', 'team/c:gone'];
    const { aws, walked, sent, counted } = await start(...uris);
    const calls = recordCalls(aws);
    const answer = { lookedAt: 6, notAllOf: [], archived: 2, restored: 0, missing: 2 };
    expect(await walked({ perSlice })).toEqual({ ...answer, notified: 4 });
    const archived = [title('team/a'), title('team/b')];
    expect(sent()).toEqual([...archived, missing('gone'), missing('team/c')]);
    expect(counted).toEqual({ ArchivedImagesInUse: 2, MissingImagesInUse: 2 });
    // Of the repositories with images in use alone, and of what is missing.
    expect(calls.filter((it) => it === 'ecr:DescribeImages')).toHaveLength(4);
    expect(await walked({ perSlice })).toEqual({ ...answer, notified: 0 });
    expect(sent()).toEqual([]);
  });

  test('is reported once where every step is done twice', async () => {
    const { walked, sent } = await start('team/a:1', byDigest);
    expect(await walked({ perSlice: 2, steps: twice })).toMatchObject({ archived: 2 });
    expect(sent()).toEqual([title('team/a'), title('team/b')]);
  });

  test('is resolved when it is restored, or gone', async () => {
    const { ecr, walked, sent } = await start('team/a:1', byDigest);
    await walked();
    sent();
    const image = { repositoryName: 'team/a', imageId: { imageTag: '1' } };
    await ecr.send(
      new UpdateImageStorageClassCommand({ ...image, targetStorageClass: 'STANDARD' }),
    );
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'team/b', force: true }));
    expect(await walked()).toMatchObject({ archived: 0 });
    const resolved = [title('team/a'), title('team/b')].map((it) => `Resolved: ${it}`);
    expect(sent()).toEqual([missing('team/b'), ...resolved]);
  });

  test('is not resolved where its repository or a user cannot be read', async () => {
    const { aws, ecr, walked, sent } = await start('team/a:1');
    await walked();
    sent();
    const error = 'AccessDeniedException';
    aws.faults.set([{ operations: ['ecr:DescribeImages'], error }]);
    expect(await walked()).toMatchObject({ archived: 0 });
    aws.faults.set([{ operations: ['lambda:ListFunctions'], error }]);
    expect(await walked()).toMatchObject({
      notAllOf: [expect.stringMatching(/^lambda: access denied/)],
    });
    aws.faults.clear();
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'team/a', force: true }));
    expect(sent()).toEqual([unknown]);
    await walked();
    const resolved = [title('team/a'), unknown].map((it) => `Resolved: ${it}`);
    expect(sent()).toEqual([missing('team/a'), ...resolved]);
  });
});

test('where nothing is in use, no image is read', async () => {
  const { aws, walked } = await start();
  const calls = recordCalls(aws);
  expect(await walked()).toMatchObject({ lookedAt: 0, archived: 0 });
  expect(calls).not.toContain('ecr:DescribeImages');
});

describe('with restore: inUse, an archived image in use', () => {
  const statusOf = async (ecr: ECRClient, repository: string, imageDigest: string) =>
    (await image(ecr, repository, { imageDigest }, filter))?.imageStatus;

  test('is restored, recorded and reported; another one stays', async () => {
    const { aws, ecr, ledger, walked, sent } = await start('team/a:1');
    const calls = recordCalls(aws);
    expect(await walked({ registryYml: restoring })).toMatchObject({ archived: 1, restored: 1 });
    expect(sent()).toEqual([title('team/a')]);
    expect(['ACTIVATING', 'ACTIVE']).toContain(
      await statusOf(ecr, 'team/a', digestOf('team/a old')),
    );
    expect(await statusOf(ecr, 'team/b', digestOf('team/b old'))).toBe('ARCHIVED');
    const log = await auditLogOf(ledger);
    expect(
      log.map(({ entry, notified }) => [entry.capability, entry.target, entry.state, notified]),
    ).toEqual([['usage', `team/a@${digestOf('team/a old')}`, 'done', true]]);
    expect(await walked({ registryYml: restoring })).toMatchObject({ archived: 0, restored: 0 });
    expect(sent()).toEqual([`Resolved: ${title('team/a')}`]);
    expect(calls.filter((it) => it === 'ecr:UpdateImageStorageClass')).toHaveLength(1);
  });

  test('is archived again by undo', async () => {
    const { ecr, ledger, walked } = await start('team/a:1');
    await walked({ registryYml: restoring });
    const entry = (await auditLogOf(ledger)).map((it) => it.entry)[0];
    if (entry === undefined) throw new Error('nothing was recorded');
    const undo = await planUndo(ecr, entry);
    if (undo.state !== 'ready') throw new Error(undo.why);
    expect(undo.lines).toEqual([`move team/a@${digestOf('team/a old')} to the archive`]);
    expect(await undo.work()).toMatchObject({ outcome: 'undone' });
    expect(await statusOf(ecr, 'team/a', digestOf('team/a old'))).toBe('ARCHIVED');
    expect(await planUndo(ecr, entry)).toMatchObject({ state: 'nothing' });
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'team/a', force: true }));
    expect(await planUndo(ecr, entry)).toMatchObject({ state: 'refused' });
  });

  test('is only reported until its rule is allowed, or where the restore fails', async () => {
    const { aws, ecr, walked, sent } = await start('team/a:1');
    const person = false;
    expect(await walked({ registryYml: restoring, person })).toMatchObject({ restored: 0 });
    expect(sent()).toEqual([title('team/a')]);
    aws.faults.set([
      { operations: ['ecr:UpdateImageStorageClass'], error: 'AccessDeniedException' },
    ]);
    expect(await walked({ registryYml: restoring })).toMatchObject({ archived: 1, restored: 0 });
    expect(await statusOf(ecr, 'team/a', digestOf('team/a old'))).toBe('ARCHIVED');
    aws.faults.clear();
    expect(await walked({ registryYml: restoring })).toMatchObject({ archived: 1, restored: 1 });
    // It was reported before: what was done is news.
    expect(sent()).toEqual([title('team/a')]);
  });

  test('is restored with its parts, when the index is active', async () => {
    const { ecr, walked, uses } = await start();
    const children = ['amd64', 'arm64'].map((it) => manifest(it));
    for (const child of children) await push(ecr, 'team/a', [], child);
    const own = await push(ecr, 'team/a', ['multi'], index(...children));
    const all = [own, ...children.map(digestOf)];
    for (const imageDigest of all) {
      const input = { repositoryName: 'team/a', imageId: { imageDigest } };
      await ecr.send(
        new UpdateImageStorageClassCommand({ ...input, targetStorageClass: 'ARCHIVE' }),
      );
    }
    uses({ repository: 'team/a', imageId: { imageTag: 'multi' }, by: ['x'] });
    expect(await walked({ registryYml: restoring })).toMatchObject({ archived: 1, restored: 1 });
    expect(await walked({ registryYml: restoring })).toMatchObject({ archived: 2, restored: 2 });
    expect(await walked({ registryYml: restoring })).toMatchObject({ archived: 0, missing: 0 });
    for (const it of all) expect(await statusOf(ecr, 'team/a', it)).toBe('ACTIVE');
  });
});

describe('the record', () => {
  const registry = { registryId: '123456789012', region: 'eu-west-1' };

  test('has what is in use, since the first walk that has seen it', async () => {
    const { store, walked } = await start('team/a:1', 'team/c:2');
    const [first, second] = [new Date('2026-11-26T01:00:00Z'), new Date('2026-11-27T01:00:00Z')];
    await walked({ began: first });
    await walked({ began: second });
    const record = await readUseRecord(store, registry);
    const times = { since: first.toISOString(), last: second.toISOString() };
    expect(record).toEqual({
      ...{ at: second.toISOString(), unknown: [] },
      images: [
        {
          ...{ repository: 'team/a', digest: digestOf('team/a old'), names: ['1'] },
          ...{ by: ['Lambda function f0'], ...times },
        },
        {
          ...{ repository: 'team/c', digest: digestOf('team/c new'), names: ['2'] },
          ...{ by: ['Lambda function f1'], ...times },
        },
      ],
    });
    await walked({ began: first });
    expect(await readUseRecord(store, registry)).toEqual(record);
  });

  test('carries on what was not seen', async () => {
    const { aws, store, walked } = await start('team/a:1');
    await walked({ began: new Date('2026-11-26T01:00:00Z') });
    const began = new Date('2026-11-27T01:00:00Z');
    const error = 'AccessDeniedException';
    aws.faults.set([{ operations: ['lambda:ListFunctions'], error }]);
    await walked({ began });
    const record = await readUseRecord(store, registry);
    expect(record?.images).toMatchObject([{ last: began.toISOString() }]);
    expect(record?.unknown).toMatchObject([{ source: 'lambda' }]);
  });

  test('that is damaged stays, and fails this visitor alone', async () => {
    const { store, walked } = await start('team/a:1');
    const key = 'use/account=123456789012/region=eu-west-1/use.json';
    await store.put(key, 'x', 'application/json');
    expect(await walked()).toMatchObject({ usage: expect.stringContaining('delete it') });
    expect(new TextDecoder().decode(await store.get(key))).toBe('x');
  });
});

describe('a missing image', () => {
  const byTag = { repository: 'team/a', imageId: { imageTag: '2' }, by: ['ECS service p/w'] };

  test('that is there without its tag is given the tag again', async () => {
    const { ecr, walked, uses, texts } = await start();
    uses(byTag);
    await push(ecr, 'team/a', ['2', 'other'], manifest('two'));
    await walked();
    const imageIds = [{ imageTag: '2' }];
    await ecr.send(new BatchDeleteImageCommand({ repositoryName: 'team/a', imageIds }));
    texts();
    expect(await walked()).toMatchObject({ missing: 1, notified: 1 });
    const [alert] = texts();
    expect(alert).toMatchObject({
      severity: 'critical',
      where: { repository: 'team/a', tag: '2' },
    });
    expect(alert?.what).toContain('used by ECS service p/w');
    expect(alert?.what).toContain(`2 was ${digestOf(manifest('two'))}`);
    expect(alert?.todo).toEqual([
      expect.stringContaining('aws ecr put-image --repository-name team/a --image-tag 2'),
    ]);
    await push(ecr, 'team/a', ['2'], manifest('two'));
    expect(await walked()).toMatchObject({ missing: 0 });
  });

  test('that was pushed since its repository was read is not missing', async () => {
    const { aws, ecr, walked, uses, sent } = await start();
    uses({ ...byTag, imageId: { imageTag: 'late' } });
    let reads = 0;
    const off = aws.onExchange(({ operation }) => {
      if (operation !== 'DescribeImages') return;
      reads += 1;
      if (reads === 1) late.push(push(ecr, 'team/a', ['late'], manifest('late')));
    });
    const late: Promise<unknown>[] = [];
    const settled = async () => void (await Promise.all(late));
    const answer = await walked({ onRepository: () => void settled() });
    off();
    expect(answer).toMatchObject({ missing: 0 });
    expect(sent()).toEqual([]);
  });

  test('of a cached repository comes back by a pull, and one by digest from a copy', () => {
    const place = { registryId: '123456789012', region: 'eu-west-1', cachePrefixes: ['hub'] };
    const missing = { repository: 'hub/redis', tag: undefined, digest: 'sha256:1', gone: true };
    const ways = waysBack({ ...missing, isThere: false }, place);
    expect(ways[0]).toMatch(
      /docker pull 123456789012.dkr.ecr.eu-west-1.amazonaws.com\/hub\/redis@sha256:1$/,
    );
    expect(ways[1]).toBe(
      'Create the repository: aws ecr create-repository --repository-name hub/redis',
    );
    expect(ways[2]).toMatch(/crane copy REGISTRY\/hub\/redis@sha256:1 1\S+\/hub\/redis@sha256:1$/);
    const others = waysBack({ ...missing, repository: 'a', gone: false, isThere: false }, place);
    expect(others.join()).not.toMatch(/docker pull|create-repository/);
  });
});

/** A process that is killed does not go on as if a visitor had failed. */
