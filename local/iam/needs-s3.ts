import { arnStart } from '../service/partition.ts';
import type { Call, Need } from './need.ts';

/** Where the action is called otherwise than the operation (S3 user guide, "Required permissions for API operations"). */
const actions: Readonly<Record<string, string>> = {
  ListBuckets: 'ListAllMyBuckets',
  ListObjectsV2: 'ListBucket',
  HeadBucket: 'ListBucket',
  HeadObject: 'GetObject',
  DeleteObjects: 'DeleteObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  CopyObject: 'PutObject',
  ListParts: 'ListMultipartUploadParts',
};

/** Actions on a bucket; all others are on its objects. */
const onBucket = new Set(['ListBucket', 'CreateBucket', 'DeleteBucket']);

/** A copy also reads its source; which objects DeleteObjects deletes is in its body, so it needs all of the bucket. */
export function s3Needs(call: Call): readonly Need[] {
  const { operation, input, resource, region } = call;
  const { pathname, searchParams } = new URL(resource, 'http://s3');
  const name = actions[operation] ?? operation;
  const start = `${arnStart(region)}:s3:::`;
  const [bucket = '', ...key] = decodeURIComponent(pathname.slice(1)).split('/');
  const action = `s3:${name}`;
  if (bucket === '') return [{ action, resource: '*' }];
  const prefix = searchParams.get('prefix');
  if (onBucket.has(name)) {
    const context = prefix === null ? {} : { 's3:prefix': prefix };
    return [{ action, resource: `${start}${bucket}`, context }];
  }
  const object = { action, resource: `${start}${bucket}/${key.join('/') || '*'}` };
  const source: unknown = Reflect.get(Object(input), 'copySource');
  if (typeof source !== 'string') return [object];
  const from = decodeURIComponent(source).replace(/^\//, '');
  return [object, { action: 's3:GetObject', resource: `${start}${from}` }];
}
