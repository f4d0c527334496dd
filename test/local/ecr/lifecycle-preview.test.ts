import {
  GetLifecyclePolicyPreviewCommand,
  type GetLifecyclePolicyPreviewCommandInput,
  PutLifecyclePolicyCommand,
  StartLifecyclePolicyPreviewCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { soon } from '../../support/soon.ts';
import { digestOf, repositoryName } from '../images.ts';
import { imageOf, snapshotOf } from '../snapshots.ts';
import { refusal, startTestAws, startWithRepository, type TestAws } from '../start.ts';

const keepOne = (action: object) =>
  JSON.stringify({
    rules: [
      {
        rulePriority: 7,
        description: 'keep the newest image',
        selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
        action,
      },
    ],
  });
const lifecyclePolicyText = keepOne({ type: 'expire' });

/** Three images, the first the oldest; the second has a tag. */
const snapshot = snapshotOf(
  ['a', 'b', 'c'].map((name, at) =>
    imageOf(name, {
      imagePushedAt: `2026-11-0${at + 1}T12:00:00Z`,
      ...(name === 'b' && { imageTags: ['1.0.0'] }),
    }),
  ),
);

const start = ({ ecr }: TestAws, text?: string) =>
  ecr.send(
    new StartLifecyclePolicyPreviewCommand({
      repositoryName,
      ...(text && { lifecyclePolicyText: text }),
    }),
  );

const get = ({ ecr }: TestAws, rest: Partial<GetLifecyclePolicyPreviewCommandInput> = {}) =>
  ecr.send(new GetLifecyclePolicyPreviewCommand({ repositoryName, ...rest }));

const complete = (aws: TestAws, rest: Partial<GetLifecyclePolicyPreviewCommandInput> = {}) =>
  soon(async () => {
    const preview = await get(aws, rest);
    expect(preview.status).toBe('COMPLETE');
    return preview;
  });

describe('a lifecycle policy preview', () => {
  test('shows what would happen, and changes nothing', async () => {
    const aws = await startTestAws({ snapshot });
    expect(await start(aws, lifecyclePolicyText)).toMatchObject({ status: 'IN_PROGRESS' });
    const { previewResults, summary } = await complete(aws);
    const expired = (name: string, imageTags: string[], day: number) => ({
      imageTags,
      imageDigest: digestOf(name),
      imagePushedAt: new Date(`2026-11-0${day}T12:00:00Z`),
      action: { type: 'EXPIRE' },
      appliedRulePriority: 7,
      storageClass: 'STANDARD',
    });
    expect(previewResults).toEqual([expired('a', [], 1), expired('b', ['1.0.0'], 2)]);
    expect(summary).toEqual({ expiringImageTotalCount: 2, transitioningImageTotalCounts: [] });
    expect(aws.aws.snapshot().imageDetails).toHaveLength(3);
  });

  test('shows images that would be archived', async () => {
    const aws = await startTestAws({ snapshot });
    await start(aws, keepOne({ type: 'transition', targetStorageClass: 'archive' }));
    const { previewResults, summary } = await complete(aws);
    const action = { type: 'TRANSITION', targetStorageClass: 'ARCHIVE' };
    expect(previewResults?.[0]).toMatchObject({ action });
    expect(summary).toEqual({
      expiringImageTotalCount: 0,
      transitioningImageTotalCounts: [{ targetStorageClass: 'ARCHIVE', imageTotalCount: 2 }],
    });
  });

  test.each([
    ['by tag', { imageIds: [{ imageTag: '1.0.0' }] }, ['b']],
    ['by digest', { imageIds: [{ imageDigest: digestOf('a') }] }, ['a']],
    ['tagged', { filter: { tagStatus: 'TAGGED' } }, ['b']],
    ['untagged', { filter: { tagStatus: 'UNTAGGED' } }, ['a']],
    ['a page', { maxResults: 1 }, ['a']],
  ] as const)('shows only what is asked for: %s', async (_what, rest, names) => {
    const aws = await startTestAws({ snapshot });
    await start(aws, lifecyclePolicyText);
    const input = rest as Partial<GetLifecyclePolicyPreviewCommandInput>;
    const { previewResults, nextToken, summary } = await complete(aws, input);
    expect(previewResults?.map((it) => it.imageDigest)).toEqual(names.map(digestOf));
    expect(summary?.expiringImageTotalCount).toBe(2);
    if (!nextToken) return;
    const second = await get(aws, { ...input, nextToken });
    expect(second.previewResults?.map((it) => it.imageDigest)).toEqual([digestOf('b')]);
  });

  test('is refused while another one is in progress', async () => {
    const aws = await startTestAws({ snapshot, durations: { preview: 60_000 } });
    await start(aws, lifecyclePolicyText);
    const status = await get(aws);
    expect(status).toMatchObject({ status: 'IN_PROGRESS', lifecyclePolicyText });
    expect(status.previewResults).toBeUndefined();
    const again = await refusal(start(aws, lifecyclePolicyText));
    expect(again.name).toBe('LifecyclePolicyPreviewInProgressException');
  });

  test('is of the repository’s own policy when none is given', async () => {
    const aws = await startWithRepository();
    expect((await refusal(start(aws))).name).toBe('LifecyclePolicyNotFoundException');
    expect((await refusal(get(aws))).name).toBe('LifecyclePolicyPreviewNotFoundException');
    await aws.ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
    expect(await start(aws)).toMatchObject({ lifecyclePolicyText });
  });

  test('of an invalid policy is not started', async () => {
    const aws = await startWithRepository();
    const text = keepOne({ type: 'transition' });
    expect((await refusal(start(aws, text))).name).toBe('InvalidParameterException');
    expect((await refusal(get(aws, { maxResults: 101 }))).name).toBe('InvalidParameterException');
  });
});
