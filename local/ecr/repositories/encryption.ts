import { createHash } from 'node:crypto';
import { arnStart } from '../../service/partition.ts';
import type { Registry } from '../model/registry.ts';
import type { Repository } from '../model/repository.ts';

/**
 * The encryption of a new repository. With KMS and without a key, ECR uses the AWS managed key, one per account and
 * region, and returns its ARN.
 */
export function encryptionOf(
  registry: Registry,
  wanted: Repository['encryption'] = { encryptionType: 'AES256' },
): Repository['encryption'] {
  if (wanted.encryptionType === 'AES256' || wanted.kmsKey) return wanted;
  return { ...wanted, kmsKey: managedKey(registry) };
}

function managedKey({ accountId, region }: Registry): string {
  const hex = createHash('sha256').update(`aws/ecr ${accountId} ${region}`).digest('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
  return `${arnStart(region)}:kms:${region}:${accountId}:key/${id}`;
}
