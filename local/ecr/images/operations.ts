import type {
  BatchDeleteImageResponse,
  BatchGetImageResponse,
  DescribeImagesResponse,
  Image as ImageView,
  ListImagesResponse,
  PutImageResponse,
} from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { takePage } from '../../service/pages.ts';
import type { Principal } from '../../service/principal.ts';
import { declareOperations, type Operation } from '../../service/service.ts';
import { invalidInput, invalidToken } from '../errors.ts';
import type { Ecr } from '../model/ecr.ts';
import type { Image } from '../model/image.ts';
import type { Repository } from '../model/repository.ts';
import { refusePagingWith } from '../paging.ts';
import { repositoryForPush } from '../repositories/created-repositories.ts';
import { requireRepository } from '../repositories/repositories.ts';
import { imageView } from '../repositories/views.ts';
import type { PullThrough } from '../rules/pull-through.ts';
import { imageFilter, imageIds, inRepository, paging, pushedImage } from '../schemas.ts';
import {
  deleteImage,
  findImage,
  type ImageFailure,
  type ImageId,
  isFailure,
  requireImage,
} from './ids.ts';
import { manifestOf } from './images.ts';
import { identifiers, isListed } from './lists.ts';
import { putImage } from './put.ts';

const { read, write } = declareOperations(invalidInput);

export function imageOperations(ecr: Ecr, pullThrough: PullThrough): Operation[] {
  const { registry } = ecr;
  return [
    write('PutImage', pushedImage, (input) => {
      const repository = repositoryForPush(ecr, input.repositoryName);
      const image = putImage(ecr, repository, {
        manifest: input.imageManifest,
        mediaType: input.imageManifestMediaType,
        tag: input.imageTag,
        digest: input.imageDigest,
      });
      const view = manifestView(ecr, repository, image, input.imageTag);
      return { image: { ...view, imageManifest: input.imageManifest } } satisfies PutImageResponse;
    }),
    read('BatchGetImage', batch, async (input, caller) => {
      const failures = await pulled(pullThrough, input, caller);
      const ids = input.imageIds.filter((id) => !failures.has(id));
      const refused = [...failures.values()] as Failures;
      if (ids.length === 0) return { images: [], failures: refused };
      const repository = requireRepository(registry, input.repositoryName);
      const found = batchGet(ecr, repository, ids);
      return {
        images: found.images,
        failures: [...refused, ...found.failures],
      } satisfies BatchGetImageResponse;
    }),
    write('BatchDeleteImage', batch, (input) => {
      const repository = requireRepository(registry, input.repositoryName);
      const results = input.imageIds.map((id) => deleteImage(ecr, repository, id));
      return {
        imageIds: results.flatMap((result) => ('failureCode' in result ? [] : result)),
        failures: results.flatMap((result) =>
          'failureCode' in result ? [result] : [],
        ) as Failures,
      } satisfies BatchDeleteImageResponse;
    }),
    read('DescribeImages', described, (input) => {
      const repository = requireRepository(registry, input.repositoryName);
      refusePagingWith('imageIds', input.imageIds, input);
      const { items, ...rest } = input.imageIds
        ? { items: input.imageIds.map((id) => requireImage(registry, repository, id)) }
        : takePage({
            scope: `DescribeImages ${repository.name}`,
            token: input.nextToken,
            limit: input.maxResults ?? 100,
            from: (after) => filtered(repository.images.after(after), input.filter),
            key: (image) => image.digest,
            invalid: invalidToken,
          });
      const imageDetails = items.map((image) => imageView(registry, repository, image));
      return { imageDetails, ...rest } satisfies DescribeImagesResponse;
    }),
    read('ListImages', listed, (input) => {
      const repository = requireRepository(registry, input.repositoryName);
      const { items, ...rest } = takePage({
        scope: `ListImages ${repository.name}`,
        token: input.nextToken,
        limit: input.maxResults ?? 100,
        from: (after) => identifiers(repository.images, input.filter, after),
        key: (id) => `${id.imageDigest} ${id.imageTag ?? ''}`,
        invalid: invalidToken,
      });
      return { imageIds: items, ...rest } satisfies ListImagesResponse;
    }),
  ];
}

const batch = inRepository.extend({
  imageIds,
  acceptedMediaTypes: z.array(z.string()).min(1).max(100).optional(),
});

const listed = inRepository.extend({ filter: imageFilter, ...paging });

const described = listed.extend({ imageIds: imageIds.optional() });

type Failures = NonNullable<BatchGetImageResponse['failures']>;

function* filtered(
  images: Iterable<Image>,
  filter: z.output<typeof imageFilter>,
): Generator<Image> {
  for (const image of images) if (isListed(image, filter)) yield image;
}

/** Imports the requested images through a cache rule. @returns the failures */
async function pulled(
  pullThrough: PullThrough,
  { repositoryName, imageIds }: { repositoryName: string; imageIds: readonly ImageId[] },
  caller: Principal,
): Promise<ReadonlyMap<ImageId, ImageFailure>> {
  const failures = new Map<ImageId, ImageFailure>();
  for (const imageId of imageIds) {
    const reference = imageId.imageDigest ?? imageId.imageTag;
    if (reference === undefined) continue;
    const failure = await pullThrough.prepare({ repositoryName, reference, caller });
    if (!failure) continue;
    failures.set(imageId, { imageId, failureCode: failure.code, failureReason: failure.reason });
  }
  return failures;
}

function batchGet(ecr: Ecr, repository: Repository, ids: readonly ImageId[]) {
  const images: ImageView[] = [];
  const failures: ImageFailure[] = [];
  for (const id of ids) {
    const found = readableImage(repository, id);
    if (isFailure(found)) failures.push(found);
    else images.push(manifestView(ecr, repository, found, id.imageTag));
  }
  return { images, failures: failures as Failures };
}

/** An archived image cannot be pulled until it is restored; AWS does not document the failure code. */
function readableImage(repository: Repository, id: ImageId): Image | ImageFailure {
  const found = findImage(repository, id);
  if (isFailure(found) || found.status === 'ACTIVE') return found;
  const failureReason = `Requested image is ${found.status.toLowerCase()}`;
  return { imageId: id, failureCode: 'ImageInaccessible', failureReason };
}

function manifestView(
  { registry }: Ecr,
  repository: Repository,
  image: Image,
  tag: string | undefined,
): ImageView {
  return {
    registryId: registry.accountId,
    repositoryName: repository.name,
    imageId: { imageDigest: image.digest, ...(tag !== undefined && { imageTag: tag }) },
    imageManifest: manifestOf(repository, image),
    imageManifestMediaType: image.mediaType,
  };
}
