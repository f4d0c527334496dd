import type { ImageReferrer, ListImageReferrersResponse } from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { takePage } from '../../service/pages.ts';
import { declareOperations, type Operation } from '../../service/service.ts';
import { invalidInput, invalidToken } from '../errors.ts';
import type { Ecr } from '../model/ecr.ts';
import { type Image, imageStatuses } from '../model/image.ts';
import type { Repository } from '../model/repository.ts';
import { requireRepository } from '../repositories/repositories.ts';
import { inRepository } from '../schemas.ts';
import { manifestOf } from './images.ts';

const { read } = declareOperations(invalidInput);

/** Signatures, SBOMs and other referrers of an image. */
export function referrerOperations({ registry }: Ecr): Operation[] {
  return [
    read('ListImageReferrers', listed, (input) => {
      const repository = requireRepository(registry, input.repositoryName);
      const { items, ...rest } = takePage({
        scope: `ListImageReferrers ${repository.name} ${input.subjectId.imageDigest}`,
        token: input.nextToken,
        limit: input.maxResults ?? 20,
        from: (after) => referrers(repository, input, after),
        key: (image) => image.digest,
        invalid: invalidToken,
      });
      const views = items.map((image) => referrerView(repository, image));
      return { referrers: views, ...rest } satisfies ListImageReferrersResponse;
    }),
  ];
}

const listed = inRepository.extend({
  subjectId: z.object({ imageDigest: z.string() }),
  filter: z
    .object({
      artifactTypes: z.array(z.string().min(1).max(255)).max(5).optional(),
      artifactStatus: z.enum([...imageStatuses, 'ANY']).optional(),
    })
    .optional(),
  nextToken: z.string().optional(),
  maxResults: z.int().min(1).max(50).optional(),
});

function* referrers(
  { images }: Repository,
  { subjectId, filter }: z.output<typeof listed>,
  after: string | undefined,
): Generator<Image> {
  const { artifactTypes = [], artifactStatus = 'ACTIVE' } = filter ?? {};
  for (const image of images.after(after)) {
    if (image.subjectDigest !== subjectId.imageDigest) continue;
    if (artifactStatus !== 'ANY' && artifactStatus !== image.status) continue;
    const isAsked =
      artifactTypes.length === 0 || artifactTypes.includes(image.artifactMediaType ?? '');
    if (isAsked) yield image;
  }
}

function referrerView(repository: Repository, image: Image): ImageReferrer {
  const manifest = manifestOf(repository, image);
  const { artifactMediaType: artifactType } = image;
  const { annotations } = annotated.parse(JSON.parse(manifest));
  return {
    digest: image.digest,
    mediaType: image.mediaType,
    ...(artifactType && { artifactType }),
    size: Buffer.byteLength(manifest),
    ...(annotations && { annotations }),
    artifactStatus: image.status,
  };
}

/** Annotations that are not strings are ignored. */
const annotated = z.object({
  annotations: z.record(z.string(), z.string()).optional().catch(undefined),
});
