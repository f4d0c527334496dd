import {
  type ECRClient,
  paginateDescribeImages,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';
import type { RetentionRuleConfig } from '../../config/schema/schema.ts';
import type { RegistryIdentity } from '../../registry/identity.ts';
import type { RegistryTarget } from '../../registry/target-client.ts';
import { explained } from '../../runtime/explain.ts';

/** The registry that the images of a rule were replicated from: `lostBy` of registry.yml. */
export type Source = NonNullable<RetentionRuleConfig['lostBy']>;

/** What the source has of one repository. */
export type AtSource =
  | { state: 'read'; digests: ReadonlySet<string> }
  /** It has no repository of this name, or an empty one: renamed, created anew or never replicated, nobody knows. */
  | { state: 'missing' }
  /** As the end of a sentence. */
  | { state: 'unread'; why: string };

/** Reads what a source has of a repository. It fails by its answer, not by an error. */
export type SourceReader = (source: Source, repository: string) => Promise<AtSource>;

export type ClientOfSource = (target: RegistryTarget) => ECRClient;

/** After so many failures one after the other, a source is not asked any more. */
const MOST_FAILURES = 3;

const PAGE_SIZE = 1000;

/**
 * A reader with one client for each source. The registry is named in each call, so that credentials of another account
 * are refused, and never read a repository of the same name elsewhere.
 *
 * @param own - The registry whose images are compared.
 */
export function createSourceReader(clientOf: ClientOfSource, own: RegistryIdentity): SourceReader {
  const clients = new Map<string, ECRClient>();
  const failures = new Map<string, { count: number; last: AtSource }>();
  return async (source, repository) => {
    const { region, registryId: account = own.registryId, role, externalId } = source;
    if (isSame(own, { account, region })) {
      return { state: 'unread', why: 'lostBy names this registry itself' };
    }
    const key = JSON.stringify([account, region, role, externalId]);
    const failed = failures.get(key);
    if (failed && failed.count >= MOST_FAILURES) return failed.last;
    const client = clients.get(key) ?? clientOf({ account, region, role, externalId });
    clients.set(key, client);
    const found = await read(client, account, repository);
    if (found.state !== 'unread') failures.delete(key);
    else failures.set(key, { count: (failed?.count ?? 0) + 1, last: found });
    return found;
  };
}

function isSame(own: RegistryIdentity, { account, region }: RegistryTarget): boolean {
  return own.registryId === account && own.region === region;
}

/** All digests, archived images too: what is in the archive of the source can come back. */
async function read(
  client: ECRClient,
  registryId: string,
  repositoryName: string,
): Promise<AtSource> {
  const digests = new Set<string>();
  const input = { registryId, repositoryName, filter: { imageStatus: 'ANY' } as const };
  try {
    for await (const page of paginateDescribeImages({ client, pageSize: PAGE_SIZE }, input)) {
      for (const { imageDigest } of page.imageDetails ?? []) {
        if (imageDigest !== undefined) digests.add(imageDigest);
      }
    }
  } catch (error) {
    if (error instanceof RepositoryNotFoundException) return { state: 'missing' };
    return { state: 'unread', why: explained(error) };
  }
  return digests.size === 0 ? { state: 'missing' } : { state: 'read', digests };
}

/** `123456789012/eu-west-1`. */
export function placeOf({ registryId, region }: Source, own: RegistryIdentity): string {
  return `${registryId ?? own.registryId}/${region}`;
}
