import { largestBlob } from '../blobs/store.ts';
import { repositoryForPush } from '../ecr/repositories/created-repositories.ts';
import { requireRepository } from '../ecr/repositories/repositories.ts';
import { DistributionError } from './errors.ts';
import { answerEmpty, type Call, type RegistryContext } from './request.ts';
import { requireDigest } from './routes.ts';
import type { Upload } from './upload-sessions.ts';

/** POST: mounts a blob of another repository, stores a whole blob, or starts an upload. */
export async function startUpload(
  context: RegistryContext,
  call: Call,
  name: string,
): Promise<void> {
  const repository = repositoryForPush(context.ecr, name);
  const mounted = call.query.get('mount');
  if (mounted !== null && isMountable(context, name, call.query.get('from'), mounted)) {
    repository.layers.add(mounted);
    return answerCreated(call, name, mounted);
  }
  const digest = mounted === null ? call.query.get('digest') : null;
  if (digest !== null) requireDigest(digest);
  const upload = await context.uploads.start(name);
  if (digest === null) return answerProgress(call, 202, upload);
  await finish(context, call, upload, digest);
}

/** PATCH: adds a chunk. Without `Content-Range`, as from docker, it is appended. */
export async function addChunk(
  context: RegistryContext,
  call: Call,
  upload: Upload,
): Promise<void> {
  await context.uploads.exclusively(upload, async () => {
    const range = requireNextRange(call, upload);
    refuseTooLarge(call, upload);
    await upload.draft.append(call.request);
    if (range && upload.draft.size !== range.end + 1) {
      await context.uploads.end(upload);
      const message = 'The length of the chunk differs from its Content-Range.';
      throw new DistributionError(400, 'SIZE_INVALID', message);
    }
  });
  answerProgress(call, 202, upload);
}

/** PUT: the last chunk, if any, and the digest of the whole. */
export async function finishUpload(
  context: RegistryContext,
  call: Call,
  upload: Upload,
): Promise<void> {
  const digest = requireDigest(call.query.get('digest') ?? '');
  requireNextRange(call, upload);
  await finish(context, call, upload, digest);
}

export function uploadStatus(call: Call, upload: Upload): void {
  answerProgress(call, 204, upload);
}

export async function cancelUpload(
  context: RegistryContext,
  call: Call,
  upload: Upload,
): Promise<void> {
  await context.uploads.exclusively(upload, () => context.uploads.end(upload));
  answerEmpty(call, 204, {});
}

/** A failure at the end also ends the upload: nothing of it is kept, and the client has to start again. */
async function finish(
  context: RegistryContext,
  call: Call,
  upload: Upload,
  digest: string,
): Promise<void> {
  await context.uploads.exclusively(upload, async () => {
    try {
      refuseTooLarge(call, upload);
      await upload.draft.append(call.request);
      const repository = requireRepository(context.ecr.registry, upload.repositoryName);
      await upload.draft.commit(digest);
      repository.layers.add(digest);
    } finally {
      await context.uploads.end(upload);
    }
  });
  answerCreated(call, upload.repositoryName, digest);
}

/**
 * Blobs are mounted between repositories of the same encryption, and never from a repository of a cache rule
 * (Amazon ECR user guide, "Blob mounting"). Otherwise the client has to upload.
 */
function isMountable(
  { ecr }: RegistryContext,
  name: string,
  from: string | null,
  digest: string,
): boolean {
  const { repositories } = ecr.registry;
  const source = from === null ? undefined : repositories.get(from);
  const target = repositories.get(name);
  if (!source?.layers.has(digest) || source.upstreamChecks.size > 0) return false;
  return (
    source.encryption.encryptionType === target?.encryption.encryptionType &&
    source.encryption.kmsKey === target.encryption.kmsKey
  );
}

/** @throws DistributionError 416 when a chunk does not begin where the last one ended */
function requireNextRange({ request }: Call, upload: Upload): { end: number } | undefined {
  const header = request.headers['content-range'];
  if (header === undefined) return undefined;
  const [, start, end] = /^(?:bytes[ =])?(\d+)-(\d+)(?:\/.*)?$/.exec(header) ?? [];
  if (Number(start) === upload.draft.size) return { end: Number(end) };
  const message = `The next chunk must begin at ${upload.draft.size}.`;
  throw new DistributionError(416, 'BLOB_UPLOAD_INVALID', message, progressOf(upload));
}

/** Refuses a body that is too long before it is sent, if its length is given. */
function refuseTooLarge({ request }: Call, { draft }: Upload): void {
  const length = Number(request.headers['content-length'] ?? 0);
  if (draft.size + length <= largestBlob) return;
  throw new DistributionError(
    413,
    'SIZE_INVALID',
    `Invalid parameter at 'layerSize' failed to satisfy constraint: 'Member must have value less than or equal to ${largestBlob}'`,
  );
}

function progressOf({ repositoryName, id, draft }: Upload): Record<string, string> {
  return {
    location: `/v2/${repositoryName}/blobs/uploads/${id}`,
    range: `0-${Math.max(0, draft.size - 1)}`,
    'docker-upload-uuid': id,
  };
}

function answerProgress(call: Call, status: number, upload: Upload): void {
  answerEmpty(call, status, progressOf(upload));
}

function answerCreated(call: Call, name: string, digest: string): void {
  const location = `/v2/${name}/blobs/${digest}`;
  answerEmpty(call, 201, { location, 'docker-content-digest': digest });
}
