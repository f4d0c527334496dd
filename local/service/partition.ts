import { partition } from '@aws-sdk/core/client';

/** How ARNs of a region begin: `arn:aws`, `arn:aws-cn`, `arn:aws-us-gov`. By the SDK's own table; else `arn:aws`. */
export function arnStart(region: string): string {
  return `arn:${partition(region).name}`;
}

/** How hosts of a region end: `amazonaws.com`, `amazonaws.com.cn`. */
export function dnsSuffix(region: string): string {
  return partition(region).dnsSuffix;
}
