import { invalidParameter } from '../ecr/errors.ts';
import { repositoryName } from '../ecr/schemas.ts';
import { DistributionError } from './errors.ts';

/** The resource of a path of the distribution API. */
export type Route =
  | { kind: 'base' }
  | { kind: 'catalog' }
  | { kind: 'tags'; name: string }
  | { kind: 'manifest'; name: string; reference: string }
  | { kind: 'referrers'; name: string; digest: string }
  | { kind: 'blob'; name: string; digest: string }
  | { kind: 'uploads'; name: string }
  | { kind: 'upload'; name: string; id: string };

/** The operations of ECR's API for a route, by HTTP method; faults and exchanges use these names. */
const operations: Record<Route['kind'], Record<string, string>> = {
  base: { GET: '*', HEAD: '*' },
  catalog: { GET: 'DescribeRepositories' },
  tags: { GET: 'ListImages' },
  manifest: { GET: 'BatchGetImage', HEAD: 'BatchGetImage', PUT: 'PutImage' },
  referrers: { GET: 'ListImageReferrers' },
  blob: { GET: 'GetDownloadUrlForLayer', HEAD: 'BatchCheckLayerAvailability' },
  uploads: { POST: 'InitiateLayerUpload' },
  upload: {
    GET: 'UploadLayerPart',
    PATCH: 'UploadLayerPart',
    PUT: 'CompleteLayerUpload',
    DELETE: 'CompleteLayerUpload',
  },
};

/** @throws DistributionError `UNSUPPORTED` for a method that ECR does not offer, such as DELETE of a manifest */
export function operationOf(route: Route, method: string): string {
  const offered = operations[route.kind];
  const operation = offered[method];
  if (operation) return operation;
  const allow = Object.keys(offered).join(', ');
  throw new DistributionError(405, 'UNSUPPORTED', 'The operation is unsupported.', { allow });
}

/**
 * Reads a path as it was sent. Names are taken literally: encoded slashes and dots are not decoded, and `..` is
 * invalid, so no path leads out of a repository.
 *
 * @throws DistributionError 404 for an unknown path, `NAME_INVALID` for an invalid name, `DIGEST_INVALID` for an
 *   invalid digest
 */
export function parseRoute(path: string): Route {
  if (path === '/v2' || path === '/v2/') return { kind: 'base' };
  if (path === '/v2/_catalog') return { kind: 'catalog' };
  const [, name = '', kind = '', last = ''] = shape.exec(path) ?? [];
  if (kind === '') throw new DistributionError(404, 'UNSUPPORTED', '404 page not found');
  requireName(name);
  return routeIn(name, kind, decoded(last));
}

/** Parsed from the right, since a repository's name may contain words such as `blobs`. */
const shape = /^\/v2\/(.+)\/(tags|manifests|referrers|blobs|blobs\/uploads)\/([^/]*)$/;

function routeIn(name: string, kind: string, last: string): Route {
  if (kind === 'manifests') return { kind: 'manifest', name, reference: last };
  if (kind === 'referrers') return { kind: 'referrers', name, digest: requireDigest(last) };
  if (kind === 'blobs/uploads') {
    return last === '' ? { kind: 'uploads', name } : { kind: 'upload', name, id: last };
  }
  if (kind === 'tags' && last === 'list') return { kind: 'tags', name };
  if (kind === 'tags') throw new DistributionError(404, 'UNSUPPORTED', '404 page not found');
  return { kind: 'blob', name, digest: requireDigest(last) };
}

function requireName(name: string): void {
  const { success, error } = repositoryName.safeParse(name);
  if (success) return;
  const issue = error.issues[0];
  const constraint =
    issue?.code === 'invalid_format'
      ? "must satisfy regular expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*'"
      : 'must have 2 to 256 characters';
  throw new DistributionError(
    400,
    'NAME_INVALID',
    invalidParameter('repositoryName', constraint).message,
  );
}

/** ECR accepts only sha256. */
export function requireDigest(digest: string): string {
  if (/^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  const constraint = "must satisfy regular expression 'sha256:[0-9a-f]{64}'";
  throw new DistributionError(
    400,
    'DIGEST_INVALID',
    invalidParameter('layerDigest', constraint).message,
  );
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
