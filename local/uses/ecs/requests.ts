import { z } from 'zod';
import { paging } from '../paging.ts';

export const inCluster = z.object({ ...paging, cluster: z.string().default('default') });

/** A cluster is named by its name or its ARN. */
export function isIn(asked: string): (it: { cluster: string; clusterArn: string }) => boolean {
  return (it) => it.cluster === asked || it.clusterArn === asked;
}

/** A request that describes what it names by ARN. */
export function arnsOf<Key extends string>(key: Key, most: number) {
  const arns = z.array(z.string()).min(1).max(most);
  return z.object({ cluster: z.string().optional(), [key]: arns } as {
    cluster: z.ZodOptional<z.ZodString>;
  } & Record<Key, typeof arns>);
}

/** What was asked for and does not exist. */
export function missing(asked: readonly string[], found: readonly { arn: string }[]) {
  const known = new Set(found.map(({ arn }) => arn));
  return asked.filter((arn) => !known.has(arn)).map((arn) => ({ arn, reason: 'MISSING' }));
}
