import type {
  CompleteLayerUploadResponse,
  InitiateLayerUploadResponse,
  UploadLayerPartResponse,
} from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { BlobTooLarge, DigestMismatch } from '../blobs/store.ts';
import { invalidInput, limitExceeded } from '../ecr/errors.ts';
import { digestPattern } from '../ecr/images/images.ts';
import { repositoryForPush } from '../ecr/repositories/created-repositories.ts';
import { requireRepository } from '../ecr/repositories/repositories.ts';
import { inRepository } from '../ecr/schemas.ts';
import { AwsError } from '../http/errors.ts';
import { declareOperations, type Operation } from '../service/service.ts';
import { DistributionError } from './errors.ts';
import type { LayerContext } from './layer-context.ts';
import type { Upload } from './upload-sessions.ts';

/** Maximum size of one part in bytes (API reference, UploadLayerPart). */
const largestPart = 20 * 1024 * 1024;

const { write } = declareOperations(invalidInput);

/** Uploads of layers by ECR's own API, part by part. */
export function layerUploadOperations(context: LayerContext): Operation[] {
  const { ecr, uploads } = context;
  const registryId = ecr.registry.accountId;
  return [
    write('InitiateLayerUpload', inRepository, async (input) => {
      const { name } = repositoryForPush(ecr, input.repositoryName);
      const { id } = await uploads.start(name);
      return { uploadId: id, partSize: largestPart } satisfies InitiateLayerUploadResponse;
    }),
    write('UploadLayerPart', uploaded, async ({ layerPartBlob, ...input }) => {
      const upload = requireUpload(context, input);
      await inTurn(context, upload, () =>
        append(upload, { ...input, registryId }, Buffer.from(layerPartBlob, 'base64')),
      );
      const { repositoryName, uploadId, partLastByte: lastByteReceived } = input;
      return {
        ...{ registryId, repositoryName, uploadId, lastByteReceived },
      } satisfies UploadLayerPartResponse;
    }),
    write('CompleteLayerUpload', completed, async ({ repositoryName, uploadId, layerDigests }) => {
      const { layers } = requireRepository(ecr.registry, repositoryName);
      const upload = requireUpload(context, { repositoryName, uploadId });
      const [layerDigest = ''] = layerDigests;
      if (layers.has(layerDigest)) throw alreadyExists(repositoryName, layerDigest);
      if (upload.draft.size === 0) throw empty(uploadId);
      await inTurn(context, upload, () =>
        commit(upload, layerDigest).finally(() => uploads.end(upload)),
      );
      layers.add(layerDigest);
      return {
        ...{ registryId, repositoryName, uploadId, layerDigest },
      } satisfies CompleteLayerUploadResponse;
    }),
  ];
}

const onUpload = inRepository.extend({
  uploadId: z
    .string()
    .regex(/^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/),
});

const byte = z.int().min(0);

/** A part is base64. */
const uploaded = onUpload.extend({
  partFirstByte: byte,
  partLastByte: byte,
  layerPartBlob: z.string().max(Math.ceil(largestPart / 3) * 4),
});

const completed = onUpload.extend({
  layerDigests: z.array(z.string().regex(digestPattern)).min(1).max(100),
});

/** @throws AwsError `UploadNotFoundException` */
function requireUpload(
  { uploads }: LayerContext,
  { repositoryName, uploadId }: { repositoryName: string; uploadId: string },
): Upload {
  try {
    return uploads.require(repositoryName, uploadId);
  } catch (error) {
    throw asAwsError(error, 'UploadNotFoundException');
  }
}

/** Accepts one part at a time. @throws AwsError `InvalidLayerPartException` while another part is written */
async function inTurn(
  { uploads }: LayerContext,
  upload: Upload,
  write: () => Promise<void>,
): Promise<void> {
  await uploads.exclusively(upload, write).catch((error) => {
    throw asAwsError(error, 'InvalidLayerPartException');
  });
}

/** Converts errors of the registry to exceptions of the API. */
function asAwsError(error: unknown, name: string): unknown {
  return error instanceof DistributionError ? new AwsError(name, error.message) : error;
}

interface Part {
  registryId: string;
  repositoryName: string;
  uploadId: string;
  partFirstByte: number;
  partLastByte: number;
}

/**
 * Parts below 5 MiB are accepted, since the last part may be smaller. @throws AwsError `InvalidLayerPartException`,
 * `LimitExceededException`
 */
async function append({ draft }: Upload, part: Part, bytes: Buffer): Promise<void> {
  const { partFirstByte, partLastByte } = part;
  if (partFirstByte !== draft.size || partLastByte - partFirstByte + 1 !== bytes.length) {
    throw notNext(part, bytes.length, draft.size);
  }
  try {
    await draft.append(ReadableStream.from([bytes]));
  } catch (error) {
    throw error instanceof BlobTooLarge ? limitExceeded(error.message) : error;
  }
}

/** SDKs read from its members where the upload continues; there is no last byte before the first part. */
function notNext(part: Part, length: number, size: number): AwsError {
  const { partFirstByte, partLastByte, registryId, repositoryName, uploadId } = part;
  return new AwsError(
    'InvalidLayerPartException',
    `The part ${partFirstByte}-${partLastByte} of ${length} bytes is not the next one of the upload '${uploadId}', which has ${size} bytes`,
    400,
    { registryId, repositoryName, uploadId, ...(size > 0 && { lastValidByteReceived: size - 1 }) },
  );
}

/** Completes the layer. The upload ends in any case. @throws AwsError `InvalidLayerException` */
async function commit({ draft }: Upload, layerDigest: string): Promise<void> {
  try {
    await draft.commit(layerDigest);
  } catch (error) {
    if (!(error instanceof DigestMismatch)) throw error;
    throw new AwsError('InvalidLayerException', `The layer is invalid: ${error.message}`);
  }
}

function empty(uploadId: string): AwsError {
  return new AwsError('EmptyUploadException', `The upload '${uploadId}' has no layer parts`);
}

function alreadyExists(repositoryName: string, layerDigest: string): AwsError {
  return new AwsError(
    'LayerAlreadyExistsException',
    `The layer with digest '${layerDigest}' already exists in the repository with name '${repositoryName}'`,
  );
}
