import { pipeline } from 'node:stream/promises';
import type { ByteRange } from '../blobs/store.ts';
import { requireRepository } from '../ecr/repositories/repositories.ts';
import { DistributionError } from './errors.ts';
import { answerEmpty, type Call, type RegistryContext } from './request.ts';

/**
 * HEAD and GET of a blob. ECR redirects a GET to S3; here the response has the content.
 *
 * @throws DistributionError `BLOB_UNKNOWN`, 416 for a range that the blob does not have
 */
export async function getBlob(
  { ecr, blobs }: RegistryContext,
  call: Call,
  { name, digest }: { name: string; digest: string },
): Promise<void> {
  const repository = requireRepository(ecr.registry, name);
  const size = repository.layers.has(digest) ? await blobs.size(digest) : undefined;
  if (size === undefined) throw unknownBlob(ecr.registry.accountId, name, digest);
  const headers = {
    'accept-ranges': 'bytes',
    'content-type': 'application/octet-stream',
    'docker-content-digest': digest,
  };
  if (call.request.method === 'HEAD') {
    return answerEmpty(call, 200, { ...headers, 'content-length': size });
  }
  const range = rangeOf(call.request.headers.range, size);
  call.response.writeHead(range ? 206 : 200, {
    ...headers,
    ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${size}` }),
    'content-length': range ? range.end - range.start + 1 : size,
  });
  if (size === 0) return void call.response.end();
  await pipeline(blobs.read(digest, range), call.response);
}

function unknownBlob(accountId: string, name: string, digest: string): DistributionError {
  return new DistributionError(
    404,
    'BLOB_UNKNOWN',
    `The layer with digest '${digest}' does not exist in the repository with name '${name}' in the registry with id '${accountId}'`,
  );
}

/** One range of bytes; several ranges, or another unit, are answered with the whole blob (RFC 9110, 14.2). */
function rangeOf(header: string | undefined, size: number): ByteRange | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start <= end) return { start, end };
  throw new DistributionError(416, 'UNSUPPORTED', 'The blob does not have this range.', {
    'content-range': `bytes */${size}`,
  });
}
