import { callerOf } from '../service/caller.ts';

/** The parts of a request that identify its operation. */
export interface StorageRequest {
  method: string;
  url: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: unknown;
}

/** Service and operation of a request to S3, SNS or SQS; `*` for an unknown operation. */
export function identify(request: StorageRequest): { service: string; operation: string } {
  const target = String(request.headers['x-amz-target'] ?? '');
  if (target.startsWith('AmazonSQS.')) return { service: 'sqs', operation: target.slice(10) };
  const scope = callerOf(request)?.service ?? 's3';
  if (scope === 'sns' || scope === 'sqs')
    return { service: scope, operation: actionOf(request.body) };
  return { service: 's3', operation: s3Operation(request) };
}

/** `Action` of the AWS query protocol. */
function actionOf(body: unknown): string {
  const action =
    typeof body === 'object' && body !== null ? Reflect.get(body, 'Action') : undefined;
  return typeof action === 'string' ? action : '*';
}

/**
 * S3 distinguishes operations by method, by the presence of a key in the path, and by query parameters (S3 API
 * reference).
 */
function s3Operation({ method, url, headers }: StorageRequest): string {
  const { pathname, searchParams: query } = new URL(url, 'http://s3');
  const [, bucket = '', ...key] = pathname.split('/');
  if (bucket === '') return 'ListBuckets';
  const has = (mark: string) => query.has(mark);
  if (key.join('/') === '') return bucketOperation(method, has);
  if (has('uploads')) return 'CreateMultipartUpload';
  if (has('uploadId')) return multipartOperation(method);
  if (method === 'PUT' && headers['x-amz-copy-source']) return 'CopyObject';
  return objectOperations[method] ?? '*';
}

const objectOperations: Record<string, string> = {
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
};

function bucketOperation(method: string, has: (mark: string) => boolean): string {
  if (method === 'GET') return has('list-type') ? 'ListObjectsV2' : '*';
  if (method === 'POST') return has('delete') ? 'DeleteObjects' : '*';
  const operations: Record<string, string> = {
    PUT: 'CreateBucket',
    HEAD: 'HeadBucket',
    DELETE: 'DeleteBucket',
  };
  return operations[method] ?? '*';
}

function multipartOperation(method: string): string {
  const operations: Record<string, string> = {
    PUT: 'UploadPart',
    POST: 'CompleteMultipartUpload',
    DELETE: 'AbortMultipartUpload',
    GET: 'ListParts',
  };
  return operations[method] ?? '*';
}
