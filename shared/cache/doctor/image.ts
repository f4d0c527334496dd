import { parseRegistryHost, type RegistryHost } from '../../registry/host.ts';
import { StewardError } from '../../runtime/errors.ts';

/** An image as a person names it: `[host/]repository[:tag][@digest]`. */
export interface ImageReference {
  /** As it was given. */
  text: string;
  /** Set when the name starts with a host of a private ECR registry. */
  registry?: RegistryHost;
  /** One of ECR's in lower case, or as it was given that of an embedded AWS. */
  host?: string;
  repository: string;
  /** The digest where there is one, else the tag; default `latest`. */
  reference: string;
  byDigest: boolean;
}

/** A repository's name as ECR takes it, tag and digest behind it (OCI distribution specification). */
const pattern =
  /^((?:[a-z0-9]+(?:[._-]+[a-z0-9]+)*\/)*[a-z0-9]+(?:[._-]+[a-z0-9]+)*)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/;

/**
 * Reads the name of an image. A first part that is no host of ECR or of this machine is taken for part of
 * the repository's name: `docker.io/library/redis` is the cache repository of that name.
 *
 * @throws ImageNameError
 */
export function parseImage(text: string): ImageReference {
  const [first = '', ...rest] = text.split('/');
  const registry = parseRegistryHost(first);
  const isHost = registry !== undefined || /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(first);
  const [, repository, tag = 'latest', digest] = pattern.exec(isHost ? rest.join('/') : text) ?? [];
  if (repository === undefined) throw new ImageNameError(text);
  return {
    text,
    ...(registry && { registry }),
    ...(isHost && { host: registry?.host ?? first }),
    repository,
    reference: digest ?? tag,
    byDigest: digest !== undefined,
  };
}

/** The text is no name of an image. */
export class ImageNameError extends StewardError {
  override name = 'ImageNameError' as const;

  constructor(text: string) {
    const example = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/docker.io/library/redis:7';
    super(
      `${text} is no image: one such as ${example} is wanted, in lower case and without https://`,
    );
  }
}
