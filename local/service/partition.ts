import { partition } from '@aws-sdk/core/client';

/**
 * The prefix of ARNs in a region: `arn:aws`, `arn:aws-cn`, `arn:aws-us-gov`. By the SDK's own table; else
 * `arn:aws`.
 */
export function arnStart(region: string): string {
  return `arn:${partition(region).name}`;
}

/** The domain of hosts in a region: `amazonaws.com`, `amazonaws.com.cn`. */
export function dnsSuffix(region: string): string {
  return partition(region).dnsSuffix;
}
