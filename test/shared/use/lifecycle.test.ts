import { type ECRClient, UpdateImageStorageClassCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import {
  type PreviewedUse,
  staysBecause,
} from '../../../shared/registry/lifecycle/policy-preview.ts';
import { previewPolicy } from '../../../shared/registry/lifecycle/preview.ts';
import { useJudge } from '../../../shared/use/lifecycle.ts';
import type { ImageUse, Uses } from '../../../shared/use/uses.ts';
import { digestOf, index, manifest } from '../../local/images.ts';
import { startTestAws } from '../../local/start.ts';
import { recordCalls } from '../../support/calls.ts';
import { ecrAnswering } from '../../support/ecr-answering.ts';
import { createRepositories, push } from '../../support/images.ts';
import { lifecyclePolicyOf } from '../../support/lifecycle.ts';
import { useOf } from '../../support/use.ts';

const [repository, by] = ['team/web', ['ECS service prod/web', 'Lambda function job']];
const keepOne = { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 };

const tagged = (imageTag: string): ImageUse => ({ repository, imageId: { imageTag }, by });
const pinned = (imageDigest: string): ImageUse => ({ repository, imageId: { imageDigest }, by });
const denied = { source: 'ecs', why: 'AccessDeniedException' };

/** The digests of the parts of an index 1.0, the index, a signature of it, and two newer images. */
async function start() {
  const started = await startTestAws();
  const { ecr } = started;
  await createRepositories(ecr, repository, 'team/api');
  const parts = ['amd64', 'arm64'].map((it) => manifest(it));
  for (const part of parts) await push(ecr, repository, [], part);
  const whole = await push(ecr, repository, ['1.0'], index(...parts));
  const signature = await push(
    ecr,
    repository,
    [`${whole.replace(':', '-')}.sig`],
    manifest('sig'),
  );
  await push(ecr, repository, ['1.1']);
  await push(ecr, repository, ['1.2']);
  const of = async (uses: Partial<Uses>, selection: object = keepOne, type = 'expire') => {
    const judge = useJudge(ecr, useOf(ecr, { images: [], unknown: [], ...uses }));
    const found = await previewPolicy(ecr, repository, lifecyclePolicyOf([selection], type), {
      judge,
    });
    if (found.state !== 'known') throw new TypeError(found.why);
    return { use: found.use, stays: staysBecause(found) };
  };
  return { ...started, of, whole, signature, parts: parts.map(digestOf) };
}

const hits = ({ use }: { use: PreviewedUse | undefined }) =>
  use?.inUse.map(({ digest, tags: [tag = digest], action, rule }) => `${rule} ${action} ${tag}`);

describe('a policy stays where it would affect', () => {
  test('an image that runs by its tag, and what needs it', async () => {
    const { of, whole, parts } = await start();
    const found = await of({ images: [tagged('1.0')] });
    const signature = `${whole.replace(':', '-')}.sig`;
    const all = ['1.0', signature, ...parts].map((it) => `1 expire ${it}`);
    expect(hits(found)?.toSorted()).toEqual(all.toSorted());
    expect(found.stays).toContain(
      'its rule 1 would expire 1.0, which ECS service prod/web (and 1 more) runs or needs (and 3 more in use). ',
    );
  });

  test('the index of a part that runs by its digest', async () => {
    const { of, parts } = await start();
    expect(hits(await of({ images: [pinned(parts[1] ?? '')] }))).toContain('1 expire 1.0');
  });

  test('an image that is kept for a rollback', async () => {
    const { of } = await start();
    expect(hits(await of({ images: [{ ...tagged('1.1'), standby: true }] }))).toEqual([
      '1 expire 1.1',
    ]);
  });

  test('an image that would be archived, as it cannot be pulled from there', async () => {
    const { of } = await start();
    const found = await of({ images: [tagged('1.1')] }, keepOne, 'transition');
    expect(hits(found)).toEqual(['1 archive 1.1']);
    expect(found.stays).toContain('its rule 1 would archive 1.1, which ');
  });

  test('any image while it is unknown what runs', async () => {
    const { of } = await start();
    const unknown = 'images would expire or be archived, and whether they are in use is unknown: ';
    for (const images of [[], [tagged('1.2')]]) {
      expect(await of({ images, unknown: [denied] })).toEqual({
        use: { inUse: [], more: 0, doubts: ['what ecs runs is not known: AccessDeniedException'] },
        stays: `${unknown}what ecs runs is not known: AccessDeniedException`,
      });
    }
  });
});

describe('a policy does not stay where it would affect', () => {
  test('others alone: those that run are kept, are of another repository, or are gone', async () => {
    const { of } = await start();
    const other: ImageUse = { repository: 'team/api', imageId: { imageTag: '1.0' }, by };
    const images = [tagged('1.2'), other, tagged('0.9')];
    const found = await of({ images });
    expect(found).toEqual({ use: { inUse: [], more: 0, doubts: [] }, stays: undefined });
  });

  test('nothing, whatever is unknown', async () => {
    const { of } = await start();
    const found = await of({ unknown: [denied] }, { ...keepOne, countNumber: 10 });
    expect(found).toEqual({ use: undefined, stays: undefined });
  });

  test('an index whose parts cannot be read, as it is archived: it stays', async () => {
    const { ecr, of, whole } = await start();
    await archive(ecr, whole);
    const found = await of({ images: [tagged('1.2')] });
    expect(found).toEqual({ use: { inUse: [], more: 0, doubts: [] }, stays: undefined });
  });
});

test('the images of a repository are read only if something of it runs', async () => {
  const { aws, of } = await start();
  const calls = recordCalls(aws);
  await of({ images: [{ ...tagged('1.0'), repository: 'team/api' }] });
  expect(calls).not.toContain('ecr:BatchGetImage');
});

async function archive(ecr: ECRClient, imageDigest: string): Promise<void> {
  const targetStorageClass = 'ARCHIVE' as const;
  const input = { repositoryName: repository, imageId: { imageDigest }, targetStorageClass };
  await ecr.send(new UpdateImageStorageClassCommand(input));
}

test('of a preview with more than 10,000 images, those in use are asked for by their digests', async () => {
  const policyText = lifecyclePolicyOf([keepOne]);
  const result = (digest: string) => ({
    ...{ imageDigest: digest, action: { type: 'EXPIRE' }, appliedRulePriority: 1 },
  });
  const asked: unknown[] = [];
  const ecr = ecrAnswering({
    DescribeImages: ({ imageIds }) => ({
      imageDetails: imageIds ? [] : [{ imageDigest: 'sha256:run', imageTags: ['1.0'] }],
    }),
    StartLifecyclePolicyPreview: () => ({}),
    GetLifecyclePolicyPreview: ({ imageIds }) => {
      if (imageIds) asked.push(imageIds);
      const more = { nextToken: 'more', summary: { expiringImageTotalCount: 20_000 } };
      return {
        ...{ status: 'COMPLETE', lifecyclePolicyText: policyText },
        previewResults: [result(imageIds ? 'sha256:run' : 'sha256:other')],
        ...(imageIds === undefined && more),
      };
    },
  });
  const judge = useJudge(ecr, useOf(ecr, { images: [tagged('1.0')], unknown: [] }));
  const found = await previewPolicy(ecr, repository, policyText, { judge });
  expect(asked).toEqual([[{ imageDigest: 'sha256:run' }]]);
  expect(found).toMatchObject({
    use: { inUse: [{ digest: 'sha256:run', rule: 1, by }], doubts: [] },
  });
});
