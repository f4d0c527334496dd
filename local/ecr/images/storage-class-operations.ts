import type { UpdateImageStorageClassResponse } from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { declareOperations, type Operation } from '../../service/service.ts';
import { invalidInput } from '../errors.ts';
import type { Ecr } from '../model/ecr.ts';
import { requireRepository } from '../repositories/repositories.ts';
import { imageId, inRepository } from '../schemas.ts';
import { requireImage } from './ids.ts';
import { archiveImage, restoreImage } from './storage-class.ts';

const { write } = declareOperations(invalidInput);

/** Moves images to the archive, and restores them. */
export function storageClassOperations(ecr: Ecr): Operation[] {
  const { registry } = ecr;
  return [
    write('UpdateImageStorageClass', change, (input) => {
      const repository = requireRepository(registry, input.repositoryName);
      const image = requireImage(registry, repository, input.imageId);
      const move = input.targetStorageClass === 'ARCHIVE' ? archiveImage : restoreImage;
      move(ecr, repository, image);
      return {
        registryId: registry.accountId,
        repositoryName: repository.name,
        imageId: { ...input.imageId, imageDigest: image.digest },
        imageStatus: image.status,
      } satisfies UpdateImageStorageClassResponse;
    }),
  ];
}

const change = inRepository.extend({
  imageId,
  targetStorageClass: z.enum(['STANDARD', 'ARCHIVE']),
});
