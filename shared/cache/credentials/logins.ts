import type { ECRClient } from '@aws-sdk/client-ecr';
import { cacheRules } from '../../registry/read.ts';
import { type Validity, validateRule } from './validate.ts';

/**
 * Whether ECR can log in upstream, by the prefix of each rule that has a credential. One after the other,
 * as each makes a real login.
 */
export async function loginsOf(ecr: ECRClient): Promise<Map<string, Validity>> {
  const logins = new Map<string, Validity>();
  for (const { ecrRepositoryPrefix: prefix, credentialArn } of await cacheRules(ecr)) {
    if (credentialArn !== undefined) logins.set(prefix, await validateRule(ecr, prefix));
  }
  return logins;
}
