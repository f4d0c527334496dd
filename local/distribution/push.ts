import { invalidParameter } from '../ecr/errors.ts';
import { tagIsTaken } from '../ecr/images/images.ts';
import { putImage } from '../ecr/images/put.ts';
import { isTagMutable } from '../ecr/images/tag-mutability.ts';
import type { Ecr } from '../ecr/model/ecr.ts';
import type { Image } from '../ecr/model/image.ts';
import type { Repository } from '../ecr/model/repository.ts';
import { recordOnBehalf } from '../ecr/on-behalf.ts';
import { repositoryForPush } from '../ecr/repositories/created-repositories.ts';
import { AwsError } from '../http/errors.ts';
import { DistributionError } from './errors.ts';
import { idOf, type ManifestPlace } from './manifests.ts';
import { answerEmpty, type Call, type RegistryContext } from './request.ts';

/** Maximum characters of a manifest (API reference, `imageManifest`); counted in bytes here, which are never fewer. */
const largestManifest = 4_194_304;

/**
 * PUT of a manifest by tag or digest: PutImage, for a client that has pushed config and layers before. Pushing an
 * existing image is not an error here, while PutImage of the JSON API refuses it.
 *
 * @throws DistributionError, AwsError
 */
export async function putManifest(
  context: RegistryContext,
  call: Call,
  place: ManifestPlace,
): Promise<void> {
  const id = idOf(place.reference);
  if ('imageTag' in id) requireTag(id.imageTag);
  const manifest = await readManifest(call);
  const repository = repositoryForPush(context.ecr, place.name);
  const image = pushed(context, call, repository, manifest, id);
  answerEmpty(call, 201, {
    location: `/v2/${place.name}/manifests/${image.digest}`,
    'docker-content-digest': image.digest,
    ...(image.subjectDigest !== undefined && { 'oci-subject': image.subjectDigest }),
  });
}

function pushed(
  { ecr }: RegistryContext,
  call: Call,
  repository: Repository,
  manifest: string,
  id: ReturnType<typeof idOf>,
): Image {
  const mediaType = call.request.headers['content-type']?.split(';')[0];
  const input = { repositoryName: repository.name, imageManifest: manifest, ...id };
  const record = (outcome: Parameters<typeof recordOnBehalf>[1]['outcome']) =>
    recordOnBehalf(ecr, {
      operation: 'PutImage',
      caller: call.caller,
      input,
      outcome,
    });
  try {
    const image = putOrFind(ecr, repository, manifest, id, mediaType);
    const imageId = { imageDigest: image.digest, ...id };
    record({ output: { image: { ...input, imageId, registryId: ecr.registry.accountId } } });
    return image;
  } catch (error) {
    if (error instanceof AwsError) record({ error });
    throw error;
  }
}

/**
 * Stores a manifest; if nothing would change, returns the existing image. Not even the same image can be pushed
 * again to an immutable tag, as users of ECR report.
 */
function putOrFind(
  ecr: Ecr,
  repository: Repository,
  manifest: string,
  id: ReturnType<typeof idOf>,
  mediaType: string | undefined,
): Image {
  const tag = 'imageTag' in id ? id.imageTag : undefined;
  const digest = 'imageDigest' in id ? id.imageDigest : undefined;
  try {
    return putImage(ecr, repository, { manifest, mediaType, tag, digest, withLayers: true });
  } catch (error) {
    const known = repository.images.get(repository.images.digestOf(manifest));
    const isRepeated = error instanceof AwsError && error.name === 'ImageAlreadyExistsException';
    if (!isRepeated || !known) throw error;
    if (tag === undefined || isTagMutable(repository.mutability, tag)) return known;
    throw tagIsTaken(repository, tag);
  }
}

/** The tags that registry clients can use (OCI distribution specification, "Pulling manifests"). */
function requireTag(tag: string): void {
  const pattern = '[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}';
  if (new RegExp(`^${pattern}$`).test(tag)) return;
  throw invalidParameter('imageTag', `must satisfy regular expression '${pattern}'`);
}

/** @throws DistributionError 413 beyond 4 MiB, `MANIFEST_INVALID` when it is not text */
async function readManifest({ request }: Call): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > largestManifest) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > largestManifest) throw tooLarge();
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const text = bytes.toString();
  // Bytes that are not UTF-8 would be returned as other bytes, with another digest.
  if (bytes.equals(Buffer.from(text))) return text;
  throw invalidParameter('imageManifest', 'must be JSON');
}

function tooLarge(): DistributionError {
  const constraint = `Member must have length less than or equal to ${largestManifest}`;
  const { message } = invalidParameter('imageManifest', constraint);
  return new DistributionError(413, 'SIZE_INVALID', message);
}
