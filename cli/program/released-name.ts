import { parseRegistryHost, type RegistryHost } from '../../shared/registry/host.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { isGlob } from './repositories.ts';

/** What to release: a tag of a repository, an image by its digest, or both. */
export interface ReleasedName {
  /** The registry that the name has, if any. */
  host?: RegistryHost;
  repository: string;
  tag?: string;
  digest?: string;
}

const shape = /^([^:@]+)(?::([^:@/]+))?(?:@(sha256:[0-9a-f]{64}))?$/;

/**
 * Reads `team-a/web:1.4.2`, `team-a/web@sha256:…`, or either behind the host of the registry.
 *
 * @throws StewardError
 */
export function parseReleasedName(name: string): ReleasedName {
  const [first = '', ...rest] = name.split('/');
  const host = parseRegistryHost(first);
  const isLocal = /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(first);
  const path = host || isLocal ? rest.join('/') : name;
  const [, repository, tag, digest] = shape.exec(path) ?? [];
  if (repository === undefined || (tag === undefined && digest === undefined)) {
    throw new StewardError(
      `${name} is not REPOSITORY:TAG or REPOSITORY@DIGEST: give one such as team-a/web:1.4.2, or team-a/web@sha256:…`,
    );
  }
  if (isGlob(name)) {
    throw new StewardError(
      `${name} is a glob, and release takes one tag: npx ecr-steward history lists them`,
    );
  }
  return { repository, ...(host && { host }), ...(tag && { tag }), ...(digest && { digest }) };
}
