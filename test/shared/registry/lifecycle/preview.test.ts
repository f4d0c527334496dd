import {
  ECRClient,
  GetLifecyclePolicyPreviewCommand,
  StartLifecyclePolicyPreviewCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lifecyclePolicyText } from '../../../../shared/config/schema/repositories/lifecycle-policy.ts';
import {
  expiringImages,
  previewInWords,
} from '../../../../shared/registry/lifecycle/policy-preview.ts';
import { previewPolicy } from '../../../../shared/registry/lifecycle/preview.ts';
import { repositoryName } from '../../../local/images.ts';
import { imageOf, snapshotOf } from '../../../local/snapshots.ts';
import { startTestAws, startWithRepository, type TestAws } from '../../../local/start.ts';
import { recordCalls } from '../../../support/calls.ts';
import { soon } from '../../../support/soon.ts';

const keep = (keepLast: number) => lifecyclePolicyText({ keepLast });

/** Tagged images, the first the oldest, of 1 kB each. */
const tagged = (count: number) =>
  snapshotOf(
    Array.from({ length: count }, (_, at) =>
      imageOf(`image ${at}`, {
        imageTags: [`1.0.${at}`],
        imagePushedAt: new Date(Date.UTC(2026, 0, 1) + at * 60_000).toISOString(),
      }),
    ),
  );

const brief = { first: 1, longest: 10, all: 10_000 };

const previewHere = ({ ecr }: TestAws, policyText: string) =>
  previewPolicy(ecr, repositoryName, policyText, { patience: brief });

const startOthers = (ecr: ECRClient, policyText: string) =>
  ecr.send(
    new StartLifecyclePolicyPreviewCommand({ repositoryName, lifecyclePolicyText: policyText }),
  );

describe('a preview', () => {
  test('tells number, tags and bytes of what would expire, and does nothing', async () => {
    const started = await startTestAws({ snapshot: tagged(5) });
    const preview = await previewHere(started, keep(2));
    expect(preview).toEqual({
      state: 'known',
      expire: { images: 3, tagged: 3, tags: ['1.0.0', '1.0.1', '1.0.2'], more: 0, bytes: 3000 },
      archive: { images: 0, tagged: 0, tags: [], more: 0, bytes: 0 },
      policyText: keep(2),
    });
    expect(expiringImages(preview)).toBe(3);
    expect(previewInWords(preview)).toEqual([
      'would expire 3 images (3 tagged: 1.0.0, 1.0.1, 1.0.2), 3 kB, within 24 hours',
    ]);
    expect(started.aws.snapshot().imageDetails).toHaveLength(5);
  });

  test('tells of what would be archived', async () => {
    const started = await startTestAws({
      snapshot: snapshotOf([imageOf('old', { imagePushedAt: '2026-01-01T00:00:00Z' })]),
    });
    const preview = await previewHere(started, lifecyclePolicyText({ archiveUnpulledDays: 1 }));
    expect(preview).toMatchObject({ expire: { images: 0 }, archive: { images: 1, bytes: 1000 } });
    expect(previewInWords(preview)).toEqual([
      'would archive 1 image (none tagged), 1 kB, within 24 hours',
    ]);
  });

  test('tells the sizes of archived images too', async () => {
    const imageStatus = 'ARCHIVED' as const;
    const lastArchivedAt = '2026-01-02T00:00:00Z';
    const started = await startTestAws({
      snapshot: snapshotOf([imageOf('old', { imageStatus, lastArchivedAt })]),
    });
    const text = lifecyclePolicyText({ expireArchivedDays: 90 });
    expect(await previewHere(started, text)).toMatchObject({ expire: { images: 1, bytes: 1000 } });
  });

  test('of nothing that would go says so', async () => {
    const started = await startTestAws({ snapshot: tagged(2) });
    expect(previewInWords(await previewHere(started, keep(2)))).toEqual(['no image would expire']);
  });

  test('of a repository without images asks ECR for no preview', async () => {
    const started = await startWithRepository();
    const calls = recordCalls(started.aws);
    expect(await previewHere(started, keep(1))).toMatchObject({ expire: { images: 0 } });
    expect(calls).toEqual(['ecr:DescribeImages']);
  });

  test('of very many images counts all, names 20 tags, and says what it has not looked at', async () => {
    const started = await startTestAws({ snapshot: tagged(10_051) });
    const preview = await previewHere(started, keep(1));
    expect(preview).toMatchObject({
      expire: { images: 10_050, tagged: 10_000, more: 9_980, bytes: 1_000_000, partial: true },
    });
    expect(previewInWords(preview)[0]).toMatch(
      /^would expire 10,050 images \(at least 10,000 tagged: 1\.0\.0, .* and 9,980 more\), at least 1 MB/,
    );
  });
});

describe('a preview of somebody else', () => {
  test('that runs is waited for, and its result not taken for ours', async () => {
    const started = await startTestAws({ snapshot: tagged(5), durations: { preview: 30 } });
    await startOthers(started.ecr, keep(1));
    expect(await previewHere(started, keep(3))).toMatchObject({ expire: { images: 2 } });
  });

  test('that takes the place of ours is not taken for it', async () => {
    const started = await startTestAws({ snapshot: tagged(5) });
    const { ecr } = started;
    const other = new ECRClient(started.config);
    onTestFinished(() => other.destroy());
    let intrusions = 0;
    ecr.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'GetLifecyclePolicyPreviewCommand' && intrusions === 0) {
            intrusions += 1;
            await whenDone(other);
            await startOthers(other, keep(1));
          }
          return next(args);
        },
      { step: 'initialize' },
    );
    expect(await previewHere(started, keep(3))).toMatchObject({ expire: { images: 2 } });
    expect(intrusions).toBe(1);
  });

  const whenDone = (ecr: ECRClient) =>
    soon(async () => {
      const preview = await ecr.send(new GetLifecyclePolicyPreviewCommand({ repositoryName }));
      expect(preview.status).toBe('COMPLETE');
    });
});

describe('what cannot be seen is unknown', () => {
  const patience = { first: 1, longest: 1, all: 5 };

  test('when the preview is not ready in time', async () => {
    const { ecr } = await startTestAws({ snapshot: tagged(2), durations: { preview: 60_000 } });
    expect(await previewPolicy(ecr, repositoryName, keep(1), { patience })).toEqual({
      state: 'unknown',
      why: expect.stringMatching(/^its preview was not ready after/),
    });
  });

  test('after as many looks as there is patience for', async () => {
    const { aws, ecr } = await startTestAws({
      snapshot: tagged(2),
      durations: { preview: 60_000 },
    });
    const calls = recordCalls(aws);
    const looks = async (all: number) => {
      await previewPolicy(ecr, repositoryName, keep(1), {
        patience: { first: 1, longest: 2, all },
      });
      return calls.splice(0).filter((call) => call === 'ecr:GetLifecyclePolicyPreview').length;
    };
    expect(await looks(1)).toBe(2);
    expect(await looks(3)).toBe(3);
    expect(await looks(4)).toBe(4);
  });

  test.each(['DescribeImages', 'StartLifecyclePolicyPreview', 'GetLifecyclePolicyPreview'])(
    'when %s is denied',
    async (operation) => {
      const started = await startTestAws({ snapshot: tagged(2) });
      started.aws.faults.set([
        { operations: [`ecr:${operation}`], error: 'AccessDeniedException' },
      ]);
      const why = expect.stringMatching(`^access denied: .*${operation}`);
      expect(await previewHere(started, keep(1))).toEqual({ state: 'unknown', why });
    },
  );

  test('when ECR refuses the policy', async () => {
    const started = await startTestAws({ snapshot: tagged(2) });
    const text = keep(1).replace('"countNumber":1', '"countNumber":0');
    expect(await previewHere(started, text)).toMatchObject({ state: 'unknown' });
  });

  test('when the repository is gone', async () => {
    const { ecr } = await startTestAws();
    const why = expect.stringContaining('does not exist');
    expect(await previewPolicy(ecr, 'gone', keep(1), { patience: brief })).toEqual({
      state: 'unknown',
      why,
    });
  });
});
