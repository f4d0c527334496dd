import { parseRegistryHost, type RegistryHost } from '../../registry/host.ts';
import { StewardError } from '../../runtime/errors.ts';

/** The name of an image: `[host/]repository[:tag][@digest]`. */
export interface ImageReference {
  /** The text as given. */
  text: string;
  /** Set when the name starts with a host of a private ECR registry. */
  registry?: RegistryHost;
  /** A host of ECR in lower case, or the address of a local AWS as given. */
  host?: string;
  repository: string;
  /** The digest where there is one, else the tag; default `latest`. */
  reference: string;
  byDigest: boolean;
}

/** A repository's name as ECR accepts it, with tag and digest (OCI distribution specification). */
const pattern =
  /^((?:[a-z0-9]+(?:[._-]+[a-z0-9]+)*\/)*[a-z0-9]+(?:[._-]+[a-z0-9]+)*)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/;

/**
 * Reads the name of an image. A first part that is not a host of ECR or of this machine belongs to the repository's
 * name: `docker.io/library/redis` is the cache repository of that name.
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

/** The text is not the name of an image. */
export class ImageNameError extends StewardError {
  override name = 'ImageNameError' as const;

  constructor(text: string) {
    const example = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/docker.io/library/redis:7';
    super(
      `${text} is not an image: give one such as ${example}, in lower case and without https://`,
    );
  }
}
