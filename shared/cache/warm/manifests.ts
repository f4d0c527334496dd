import type { ECRClient } from '@aws-sdk/client-ecr';
import { nodeMediaTypes } from '../../registry/manifests/media-types.ts';
import { openDoor } from '../../registry/manifests/v2.ts';
import { accepted, get, jsonOf, listAt, type TimeLeft, textAt, valueAt } from './registry-http.ts';

/** One image of an index. */
export interface Child {
  digest: string;
  /** linux/arm64 or linux/arm/v7; undefined for what cannot be run, such as an attestation. */
  platform: string | undefined;
}

export interface Manifest {
  /** By the registry's header. */
  digest: string | undefined;
  /** Undefined: not an index. */
  children: readonly Child[] | undefined;
}

/** Reads manifests as a node does: by the registry's own v2 API, which makes ECR import what it lacks. */
export interface ManifestReader {
  /** Of the registry. */
  host: string;
  /**
   * @param reference - A tag, or the digest of what is cached: ECR imports nothing by digest.
   * @throws RegistryRefusal
   */
  read(repositoryName: string, reference: string): Promise<Manifest>;
}

/** Logs in to the registry. The token is valid for 12 hours and is kept here. */
export async function manifestReader(ecr: ECRClient, timeLeft: TimeLeft): Promise<ManifestReader> {
  const { origin, token } = await openDoor(ecr);
  // Asked for images alone, ECR would give no index.
  const headers = { accept: nodeMediaTypes.join(', '), authorization: `Basic ${token}` };
  return {
    host: new URL(origin).host,
    async read(repositoryName, reference) {
      const url = new URL(`/v2/${repositoryName}/manifests/${reference}`, origin);
      const answer = accepted(await get(url, headers, timeLeft));
      const digest = answer.headers.get('docker-content-digest') ?? undefined;
      return { digest, children: childrenIn(answer.text) };
    },
  };
}

/** A manifest with `manifests` is an index, whatever its media type. */
function childrenIn(text: string): Child[] | undefined {
  const manifest = jsonOf(text);
  if (!Array.isArray(valueAt(manifest, 'manifests'))) return undefined;
  return listAt(manifest, 'manifests').flatMap((child) => {
    const digest = textAt(child, 'digest');
    return digest === undefined ? [] : [{ digest, platform: platformOf(child) }];
  });
}

function platformOf(child: unknown): string | undefined {
  const platform = valueAt(child, 'platform');
  const [os, architecture] = [textAt(platform, 'os'), textAt(platform, 'architecture')];
  if (!os || !architecture || os === 'unknown') return undefined;
  const variant = textAt(platform, 'variant');
  return [os, architecture, ...(variant ? [variant] : [])].join('/');
}
