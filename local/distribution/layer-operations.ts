import type {
  BatchCheckLayerAvailabilityResponse,
  GetDownloadUrlForLayerResponse,
  Layer,
} from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { invalidInput } from '../ecr/errors.ts';
import { digestPattern } from '../ecr/images/images.ts';
import { requireLayers } from '../ecr/images/layers.ts';
import type { Repository } from '../ecr/model/repository.ts';
import { requireRepository } from '../ecr/repositories/repositories.ts';
import { inRepository } from '../ecr/schemas.ts';
import { declareOperations, type Operation } from '../service/service.ts';
import type { LayerContext } from './layer-context.ts';
import { layerUploadOperations } from './layer-uploads.ts';
import { signed } from './signed-url.ts';

const { read } = declareOperations(invalidInput);

/**
 * Operations of ECR's own API on layers (Amazon ECR API reference). They are the same layers that registry clients
 * push and pull.
 *
 * @param endpoint where clients reach this AWS
 */
export function layerOperations(context: LayerContext, endpoint: string): Operation[] {
  const { registry, now } = context.ecr;
  return [
    read('BatchCheckLayerAvailability', checked, async ({ repositoryName, layerDigests }) => {
      const repository = requireRepository(registry, repositoryName);
      const good = layerDigests.filter((it) => digestPattern.test(it));
      return {
        layers: await Promise.all(good.map((it) => layerView(context, repository, it))),
        failures: layerDigests.filter((it) => !good.includes(it)).map(invalidDigest),
      } satisfies BatchCheckLayerAvailabilityResponse;
    }),
    read('GetDownloadUrlForLayer', wanted, ({ repositoryName, layerDigest }) => {
      const repository = requireRepository(registry, repositoryName);
      requireLayers(registry, repository, [layerDigest]);
      const path = signed(registry, `/v2/${repositoryName}/blobs/${layerDigest}`, now());
      const downloadUrl = `${endpoint}${path}`;
      return { downloadUrl, layerDigest } satisfies GetDownloadUrlForLayerResponse;
    }),
    ...layerUploadOperations(context),
  ];
}

const checked = inRepository.extend({
  layerDigests: z.array(z.string().max(1000)).min(1).max(100),
});

const wanted = inRepository.extend({ layerDigest: z.string().regex(digestPattern) });

async function layerView(
  { blobs }: LayerContext,
  repository: Repository,
  layerDigest: string,
): Promise<Layer> {
  const isThere = repository.layers.has(layerDigest);
  const layerSize = isThere ? await blobs.size(layerDigest) : undefined;
  if (layerSize === undefined) return { layerDigest, layerAvailability: 'UNAVAILABLE' };
  const mediaType = mediaTypeOf(repository, layerDigest);
  return { layerDigest, layerAvailability: 'AVAILABLE', layerSize, mediaType };
}

const descriptor = z.object({ mediaType: z.string(), digest: z.string() });

const parts = z.object({ config: descriptor.optional(), layers: z.array(descriptor).optional() });

/** The media type in an image of the repository; before there is one, Docker's. */
function mediaTypeOf({ images }: Repository, digest: string): string {
  for (const { manifest } of images.after()) {
    if (!manifest?.includes(digest)) continue;
    const { config, layers = [] } = parts.safeParse(JSON.parse(manifest)).data ?? {};
    const found = [config, ...layers].find((it) => it?.digest === digest);
    if (found) return found.mediaType;
  }
  return 'application/vnd.docker.image.rootfs.diff.tar.gzip';
}

function invalidDigest(layerDigest: string) {
  const failureReason = `Invalid layer digest: '${layerDigest}'`;
  return { layerDigest, failureCode: 'InvalidLayerDigest' as const, failureReason };
}
