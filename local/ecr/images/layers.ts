import { AwsError } from '../../http/errors.ts';
import type { Registry } from '../model/registry.ts';
import type { Repository } from '../model/repository.ts';

/**
 * Requires that a repository has the config and the layers of a manifest.
 *
 * @throws AwsError `LayersNotFoundException` that names all that are missing
 */
export function requireLayers(
  registry: Registry,
  repository: Repository,
  digests: readonly string[],
): void {
  const missing = digests.filter((digest) => !repository.layers.has(digest));
  if (missing.length === 0) return;
  throw new AwsError(
    'LayersNotFoundException',
    `Layers with digests '[${missing.join(', ')}]' required for pushing image into repository with name '${repository.name}' in the registry with id '${registry.accountId}' do not exist`,
  );
}
