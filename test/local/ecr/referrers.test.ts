import {
  ListImageReferrersCommand,
  type ListImageReferrersCommandInput,
  UpdateImageStorageClassCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { watch } from '../events.ts';
import { createRepository, digestOf, manifest, put, remove, repositoryName } from '../images.ts';
import { refusal, startTestAws, startWithRepository, type TestAws } from '../start.ts';

const subject = { digest: digestOf(manifest('app')), size: 1 };
const sbom = 'application/spdx+json';
const referrer = (name: string, artifactType = sbom) =>
  manifest(name, { artifactType, subject, annotations: { by: name } });

function list({ ecr }: TestAws, rest: Partial<ListImageReferrersCommandInput> = {}) {
  const subjectId = { imageDigest: subject.digest };
  return ecr.send(new ListImageReferrersCommand({ repositoryName, subjectId, ...rest }));
}

describe('ListImageReferrers', () => {
  test('lists the referrers of an image', async () => {
    const aws = await startWithRepository();
    await put(aws.ecr, manifest('app'), '1');
    await put(aws.ecr, manifest('other', { subject: { digest: digestOf('other'), size: 1 } }));
    const digest = await put(aws.ecr, referrer('a'));
    expect((await list(aws)).referrers).toEqual([
      {
        digest,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        artifactType: sbom,
        size: referrer('a').length,
        annotations: { by: 'a' },
        artifactStatus: 'ACTIVE',
      },
    ]);
  });

  test('pages by at most 50', async () => {
    const aws = await startWithRepository();
    for (const name of ['a', 'b', 'c']) await put(aws.ecr, referrer(name));
    const first = await list(aws, { maxResults: 2 });
    expect(first.referrers).toHaveLength(2);
    const { referrers, nextToken } = await list(aws, {
      maxResults: 2,
      nextToken: first.nextToken ?? '',
    });
    expect(referrers).toHaveLength(1);
    expect(nextToken).toBeUndefined();
    expect((await refusal(list(aws, { maxResults: 51 }))).name).toBe('InvalidParameterException');
  });

  test('filters by type and by status, which is ACTIVE unless asked otherwise', async () => {
    const aws = await startWithRepository();
    const imageDigest = await put(aws.ecr, referrer('archived'));
    await put(aws.ecr, referrer('signature', 'application/vnd.example.signature'));
    const imageId = { imageDigest };
    const archive = { repositoryName, imageId, targetStorageClass: 'ARCHIVE' } as const;
    await aws.ecr.send(new UpdateImageStorageClassCommand(archive));
    const count = async (filter: ListImageReferrersCommandInput['filter']) =>
      (await list(aws, { ...(filter && { filter }) })).referrers?.length;
    expect(await count(undefined)).toBe(1);
    expect(await count({ artifactTypes: [sbom] })).toBe(0);
    expect(await count({ artifactTypes: [sbom], artifactStatus: 'ARCHIVED' })).toBe(1);
    expect(await count({ artifactStatus: 'ANY' })).toBe(2);
  });
});

test.each([
  ['ECR Image Action', undefined],
  ['ECR Referrer Action', 'ECR Referrer Action'],
] as const)('changes to a referrer come as %s when set to %s', async (type, referrerEvents) => {
  const aws = await startTestAws({ ...(referrerEvents && { referrerEvents }) });
  await createRepository(aws.ecr);
  await put(aws.ecr, manifest('app'), '1');
  const { details } = watch(aws.aws);
  const imageDigest = await put(aws.ecr, referrer('a'));
  await remove(aws.ecr, { imageDigest });
  expect(details(type)).toMatchObject([
    { 'action-type': 'PUSH', 'artifact-media-type': sbom },
    { 'action-type': 'DELETE', 'image-digest': imageDigest },
  ]);
});
