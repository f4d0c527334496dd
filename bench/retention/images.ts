import { createHash } from 'node:crypto';

/**
 * What an image is to whoever runs the account, as the account was built: found without any of the code that is
 * compared. `runs`: it is pulled when a container starts. `standby`: a rollback or a restart pulls it. `needed`: parts,
 * signatures and attestations of these. `pulled`: a cluster that no source sees has pulled it days ago.
 */
export type Truth = 'runs' | 'standby' | 'needed' | 'pulled' | 'unused';

/** An image of the account. */
export interface Spec {
  /** Other images of its repository name it so. */
  name: string;
  tags?: readonly string[];
  /** Days since its push. */
  days: number;
  /** Days since its last pull; absent: never. */
  pulledDays?: number;
  truth: Truth;
  /** Names of the images that it lists: it is an index. */
  parts?: readonly string[];
  /** The image that it refers to. */
  subject?: string;
  /** It is a signature of that image, found by its tag, as cosign writes it. */
  signs?: string;
}

/** An image, ready to be pushed. */
export interface Built extends Spec {
  repository: string;
  digest: string;
  manifest: string;
}

/** The images of a repository: each names only images before it. */
export function buildImages(repository: string, specs: readonly Spec[]): Built[] {
  const built = new Map<string, Built>();
  for (const spec of specs) {
    const manifest = JSON.stringify(manifestOf(repository, spec, built));
    const signed = spec.signs === undefined ? undefined : named(built, spec.signs);
    const tags = signed ? [`${signed.digest.replace(':', '-')}.sig`] : (spec.tags ?? []);
    built.set(spec.name, { ...spec, repository, manifest, tags, digest: digestOf(manifest) });
  }
  return [...built.values()];
}

function manifestOf(
  repository: string,
  { name, parts, subject }: Spec,
  built: ReadonlyMap<string, Built>,
): object {
  const type = 'application/vnd.oci.image';
  const descriptor = (it: Built) => ({
    mediaType: it.parts ? `${type}.index.v1+json` : `${type}.manifest.v1+json`,
    ...{ digest: it.digest, size: it.manifest.length },
  });
  if (parts) {
    const manifests = parts.map((part) => descriptor(named(built, part)));
    return { schemaVersion: 2, mediaType: `${type}.index.v1+json`, manifests };
  }
  const blob = (what: string, size: number) => ({
    ...{ digest: digestOf(`${repository} ${name} ${what}`), size },
  });
  return {
    ...{ schemaVersion: 2, mediaType: `${type}.manifest.v1+json` },
    config: { mediaType: `${type}.config.v1+json`, ...blob('config', 1000) },
    layers: [{ mediaType: `${type}.layer.v1.tar+gzip`, ...blob('layer', 50_000_000) }],
    ...(subject !== undefined && { subject: descriptor(named(built, subject)) }),
  };
}

function named(built: ReadonlyMap<string, Built>, name: string): Built {
  const found = built.get(name);
  if (found === undefined) throw new Error(`there is no image ${name} yet`);
  return found;
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
