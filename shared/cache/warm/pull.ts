import { childMissing, platformMissing, type WarmFailure } from './failure.ts';
import type { Child, Manifest, ManifestReader } from './manifests.ts';
import type { Patience } from './patience.ts';
import type { WarmTarget } from './target.ts';

/** The result of a pull; `failure` when the image is cached, but not all of it that is declared. */
export type Pulled = Pick<Manifest, 'digest'> & { failure?: WarmFailure };

/**
 * Requests the manifest of a tag and then those of its platforms. By the tag first: ECR imports nothing by digest.
 *
 * @throws RegistryRefusal
 */
export async function pull(
  { repositoryName, tag, platforms }: WarmTarget,
  reader: ManifestReader,
  patience: Patience,
): Promise<Pulled> {
  const index = await patience.ask(() => reader.read(repositoryName, tag));
  // The platform of a single image is in its configuration, which is not read: there is no other one to import.
  if (index.children === undefined) return index;
  const { children, missing } = chosen(index.children, platforms);
  if (missing) return { digest: index.digest, failure: missing };
  for (const { digest, platform = '' } of children) {
    const isThere = await patience.askImported(() => reader.read(repositoryName, digest));
    if (!isThere)
      return { digest: index.digest, failure: childMissing(repositoryName, tag, platform) };
  }
  return index;
}

/** Of linux/arm any variant counts, of linux/arm/v7 that one. */
function chosen(children: readonly Child[], platforms: readonly string[] | undefined) {
  const named = children.filter(({ platform }) => platform !== undefined);
  if (platforms === undefined) return { children: named };
  const isFor = (wanted: string, { platform }: Child) => `${platform}/`.startsWith(`${wanted}/`);
  const missing = platforms.find((wanted) => !named.some((child) => isFor(wanted, child)));
  const there = named.flatMap(({ platform }) => platform ?? []);
  return {
    children: named.filter((child) => platforms.some((wanted) => isFor(wanted, child))),
    ...(missing && { missing: platformMissing(missing, there) }),
  };
}
