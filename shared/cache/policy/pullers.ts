import { hash } from 'node:crypto';
import { PULLERS_SID } from '../../config/schema/cache/pullers-sid.ts';
import { withoutTrailingSlash } from '../../config/schema/prefix.ts';
import { ROOT_PREFIX } from '../../registry/cached.ts';
import { partitionOf, type RegistryIdentity, repositoryArn } from '../../registry/identity.ts';
import type { Statement } from '../../registry/policy/text.ts';

/** Whether a statement is ours; all others are unmanaged and left as they are. */
export function isOurSid(sid: unknown): sid is string {
  return typeof sid === 'string' && sid.startsWith(PULLERS_SID);
}

/**
 * The Sid of a rule's statement. A Sid has letters and digits only, so without the hash docker.io and docker-io would
 * be the same.
 */
export function sidOf(prefix: string): string {
  const name = withoutTrailingSlash(prefix);
  const words = name.split(/[^A-Za-z0-9]+/).map((it) => it.charAt(0).toUpperCase() + it.slice(1));
  return `${PULLERS_SID}${words.join('')}${hash('sha256', name).slice(0, 6)}`;
}

/**
 * The statement that lets accounts and roles pull through a rule what is not cached yet: import it, and
 * have ECR create its repository.
 * Source: Amazon ECR user guide, "IAM permissions required to sync an upstream registry".
 */
export function pullersStatement(
  registry: RegistryIdentity,
  prefix: string,
  pullers: readonly string[],
): Statement {
  const under = prefix === ROOT_PREFIX ? '*' : `${withoutTrailingSlash(prefix)}/*`;
  return {
    Sid: sidOf(prefix),
    Effect: 'Allow',
    Principal: { AWS: pullers.map((puller) => principal(registry, puller)) },
    Action: ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'],
    Resource: repositoryArn(registry, under),
  };
}

function principal({ region }: RegistryIdentity, puller: string): string {
  return puller.startsWith('arn:') ? puller : `arn:${partitionOf(region).name}:iam::${puller}:root`;
}

/** The rule that one of our statements belongs to, if it still says so. */
export function prefixOfStatement({ Sid, Resource }: Statement): string {
  const name = typeof Resource === 'string' ? Resource.split(':repository/')[1] : undefined;
  if (name === '*') return ROOT_PREFIX;
  return name?.replace(/\/\*$/, '') || Sid;
}
