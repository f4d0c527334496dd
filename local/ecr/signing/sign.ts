import { announce } from '../announce.ts';
import { storeImage } from '../images/images.ts';
import { mediaTypes } from '../images/manifests.ts';
import { sha256 } from '../images/store.ts';
import { matchesWildcard } from '../images/tag-mutability.ts';
import type { Ecr } from '../model/ecr.ts';
import type { Image, Signing } from '../model/image.ts';
import type { Repository } from '../model/repository.ts';
import { replicate } from '../replication/replicate.ts';
import { isStillThere } from '../repositories/repositories.ts';

/**
 * Signs a pushed image, once with each profile that a rule has for its repository; signatures and other referrers
 * are not signed (Amazon ECR user guide, "Managed signing").
 */
export function sign(ecr: Ecr, repository: Repository, image: Image): void {
  if (image.subjectDigest !== undefined) return;
  for (const signingProfileArn of profilesFor(ecr, repository)) {
    image.signings ??= new Map();
    if (image.signings.has(signingProfileArn)) continue;
    const signing: Signing = { signingProfileArn, status: 'IN_PROGRESS' };
    image.signings.set(signingProfileArn, signing);
    finishSigning(ecr, repository, image, signing);
  }
}

/** Finishes a signing that is IN_PROGRESS. */
export function finishSigning(
  ecr: Ecr,
  repository: Repository,
  image: Image,
  signing: Signing,
): void {
  ecr.world.background.run('signing', repository.name, () => {
    if (!isStillThere(ecr.registry, repository, image)) return;
    const manifest = signatureOf(image, signing.signingProfileArn);
    if (!repository.images.get(sha256(manifest))) putSignature(ecr, repository, manifest);
    signing.status = 'COMPLETE';
  });
}

/** A referrer is neither scanned nor signed. */
function putSignature(ecr: Ecr, repository: Repository, manifest: string): void {
  const signature = storeImage(ecr, repository, { manifest });
  announce(ecr, 'PUSH', repository, signature);
  replicate(ecr, repository, signature);
}

function profilesFor({ registry }: Ecr, { name }: Repository): Set<string> {
  const rules = (registry.signingRules ?? []).filter(
    ({ repositoryFilters }) =>
      repositoryFilters?.some(({ filter }) => matchesWildcard(filter, name)) ?? true,
  );
  return new Set(rules.map((rule) => rule.signingProfileArn));
}

/** A referrer in Notation's format, without a verifiable signature. */
function signatureOf({ digest, mediaType }: Image, signingProfileArn: string): string {
  const empty = { mediaType: 'application/vnd.oci.empty.v1+json', digest: sha256('{}'), size: 2 };
  const content = sha256(`${signingProfileArn} ${digest}`);
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.ociImage,
    artifactType: 'application/vnd.cncf.notary.signature',
    config: empty,
    layers: [{ mediaType: 'application/jose+json', digest: content, size: 0 }],
    subject: { mediaType, digest, size: 0 },
  });
}
