import { parseRegistryHost } from '../registry/host.ts';
import type { RegistryIdentity } from '../registry/identity.ts';

/** An image of a registry, as its URI names it. */
export interface NamedImage {
  repository: string;
  /** One of both; a digest takes precedence over a tag, as it does on a pull. */
  imageId: { imageDigest: string } | { imageTag: string };
}

const reference = /^([^/]+)\/([^:@]+)(?::([\w.-]+))?(?:@(sha256:[0-9a-f]{64}))?$/;

/** Parses `host/repository:tag@digest`; undefined for an image of another registry, and for anything else. */
export function parseImageUri(uri: string, own: RegistryIdentity): NamedImage | undefined {
  const [, host = '', repository = '', tag = 'latest', digest] = reference.exec(uri) ?? [];
  const registry = parseRegistryHost(host);
  if (registry?.registryId !== own.registryId || registry.region !== own.region) return undefined;
  return { repository, imageId: digest ? { imageDigest: digest } : { imageTag: tag } };
}
