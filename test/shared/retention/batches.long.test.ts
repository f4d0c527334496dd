import {
  type BatchDeleteImageCommand,
  type DescribeImagesCommand,
  PutImageCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { digestOf, index, manifest } from '../../local/images.ts';
import { auditLogOf } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, push } from '../../support/images.ts';
import { startNights, stateOf } from './nights.ts';

const name = 'team-a/web';
const deleting = '[{ action: delete, keep: { tags: [keep-*] } }]';
const perDay = 'perDay: { count: 1000, percent: 100 }';

/** Old images, each with a tag, and one that stays. */
async function started(images: number, retention = deleting) {
  const at = await startNights(retention);
  await createRepositories(at.ecr, name);
  for (let number = 1; number <= images; number += 1) await push(at.ecr, name, [`1.${number}`]);
  await push(at.ecr, name, ['keep-1']);
  await at.nights(0, 6);
  return at;
}

const onlyKept = { 'keep-1': 'ACTIVE' };

describe('deletions', () => {
  test('are done a hundred at a time, with an entry in the audit log each', async () => {
    const at = await started(130);
    const calls = recordCalls(at.aws);
    expect(await at.night(7)).toMatchObject({ outcomes: { deleted: 130 } });
    expect(await stateOf(at.ecr, name)).toEqual(onlyKept);
    expect(calls.filter((it) => it === 'ecr:BatchDeleteImage')).toHaveLength(2);
    // Of the walk, of what is read before the first action, and of the images of each action.
    expect(calls.filter((it) => it === 'ecr:DescribeImages').length).toBeLessThanOrEqual(5);
    const log = await auditLogOf(at.ledger);
    expect(log.map(({ entry }) => entry.weight).toSorted()).toEqual([100, 30]);
    const digests = log.flatMap(
      ({ entry }) => entry.before as { digest: string; tags: string[] }[],
    );
    expect(new Set(digests.map(({ digest }) => digest)).size).toBe(130);
    expect(digests.every(({ tags }) => tags.length === 1)).toBe(true);
    expect(log.every(({ notified }) => notified)).toBe(true);
  });

  test('leave alone what got a tag since, and delete the others', async () => {
    const at = await started(5);
    const imageManifest = manifest(`${name} 1.3`);
    const tag = { repositoryName: name, imageManifest, imageTag: 'keep-it' };
    at.ecr.middlewareStack.add(
      (next) => async (args) => {
        // What is due was read before: by digest, the images of an action are read.
        const isLast = (args.input as DescribeImagesCommand['input']).imageIds !== undefined;
        if (isLast) await at.ecr.send(new PutImageCommand(tag)).catch(() => undefined);
        return next(args);
      },
      { step: 'initialize', name: 'tagged meanwhile', override: true },
    );
    expect(await at.night(7)).toMatchObject({ outcomes: { deleted: 4, changed: 1 } });
    expect(Object.keys(await stateOf(at.ecr, name)).toSorted()).toEqual(['1.3', 'keep-1']);
  });

  test('go as far as a limit leaves room, the oldest first', async () => {
    const at = await started(6);
    at.sent();
    const perRun = 'perRun: { count: 4, percent: 100 }';
    const { limits } = parseRegistryConfig(`limits: { deleteImage: { ${perRun}, ${perDay} } }`);
    expect(await at.night(7, { gate: { limits } })).toMatchObject({
      outcomes: { deleted: 4, held: 2 },
    });
    expect(await stateOf(at.ecr, name)).toEqual({ ...onlyKept, '1.5': 'ACTIVE', '1.6': 'ACTIVE' });
    expect(at.sent().toSorted()).toEqual([
      '2 held back by limits.deleteImage',
      '4 images of team-a/web were deleted',
    ]);
  });

  test('count each batch of a run for its limit', async () => {
    const at = await started(250);
    const perRun = 'perRun: { count: 150, percent: 100 }';
    const { limits } = parseRegistryConfig(`limits: { deleteImage: { ${perRun}, ${perDay} } }`);
    expect(await at.night(7, { gate: { limits } })).toMatchObject({
      outcomes: { deleted: 150, held: 100 },
    });
  });

  test('report the one that ECR refuses, and delete the others', async () => {
    const at = await started(3);
    const failure = {
      imageId: { imageDigest: digestOf(manifest(`${name} 1.1`)) },
      ...{ failureCode: 'KmsError', failureReason: 'the key is disabled' },
    };
    at.ecr.middlewareStack.add(
      (next, context) => async (args) => {
        const input = args.input as BatchDeleteImageCommand['input'];
        if (context.commandName !== 'BatchDeleteImageCommand') return next(args);
        input.imageIds = input.imageIds?.filter(
          ({ imageDigest }) => imageDigest !== failure.imageId.imageDigest,
        );
        const answer = await next(args);
        Object.assign(answer.output as object, { failures: [failure] });
        return answer;
      },
      { step: 'initialize' },
    );
    expect(await at.night(7)).toMatchObject({ outcomes: { deleted: 2, failed: 1 } });
    expect(await stateOf(at.ecr, name)).toEqual({ ...onlyKept, '1.1': 'ACTIVE' });
    expect(at.sent()).toContain('Images of team-a/web could not be archived or deleted');
    const [entry] = await auditLogOf(at.ledger);
    expect(entry?.entry).toMatchObject({ state: 'done', outcome: 'deleted' });
  });

  test('take a part that two old indexes list along with them', async () => {
    const at = await startNights(deleting);
    await createRepositories(at.ecr, name);
    const [shared, own] = [manifest('shared'), manifest('own')];
    for (const part of [shared, own]) await push(at.ecr, name, [], part);
    await push(at.ecr, name, ['1.0'], index(shared));
    await push(at.ecr, name, ['1.1'], index(shared, own));
    await push(at.ecr, name, ['keep-1']);
    await at.nights(0, 7);
    expect(await stateOf(at.ecr, name)).toEqual(onlyKept);
  });
});

test('moves to the archive are an action each, so that one can be undone alone', async () => {
  const at = await started(3, '[{ action: archive, keep: { tags: [keep-*] } }]');
  expect(await at.night(7)).toMatchObject({ outcomes: { archived: 3 } });
  expect((await auditLogOf(at.ledger)).map(({ entry }) => entry.weight)).toEqual([1, 1, 1]);
});
