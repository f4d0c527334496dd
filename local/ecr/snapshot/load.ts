import { isIndex, mediaTypes } from '../images/manifests.ts';
import { ImageStore } from '../images/store.ts';
import type { Image } from '../model/image.ts';
import type { CacheRule, Registry } from '../model/registry.ts';
import type { Repository } from '../model/repository.ts';
import { normalPrefix } from '../rules/rules.ts';
import { dateFrom } from './date-from.ts';
import { loadSettings } from './load-settings.ts';
import type { Snapshot, SnapshotImage, SnapshotRepository, SnapshotRule } from './snapshot.ts';

/**
 * Loads a snapshot into a registry, without events. Images have no manifests, so the children of an image index are
 * not known. What the snapshot does not say, the registry does not have.
 */
export function loadSnapshot(registry: Registry, snapshot: Snapshot): void {
  for (const it of snapshot.repositories) {
    registry.repositories.set(it.repositoryName, repositoryFrom(it));
  }
  for (const it of snapshot.imageDetails) {
    registry.repositories.get(it.repositoryName)?.images.add(imageFrom(it));
  }
  for (const it of snapshot.pullThroughCacheRules ?? []) {
    const rule = ruleFrom(it);
    registry.rules.set(rule.prefix, rule);
  }
  loadSettings(registry, snapshot);
}

/** The secrets that the rules of a snapshot name, without duplicates. */
export function credentialArns(snapshot: Snapshot): string[] {
  const arns = (snapshot.pullThroughCacheRules ?? []).map((it) => it.credentialArn);
  return [...new Set(arns.filter((arn) => arn !== undefined))];
}

function repositoryFrom(it: SnapshotRepository): Repository {
  const filters = it.imageTagMutabilityExclusionFilters ?? [];
  return {
    name: it.repositoryName,
    createdAt: dateFrom(it.createdAt) ?? new Date(0),
    mutability: {
      mode: it.imageTagMutability ?? 'MUTABLE',
      exclusions: filters.map(({ filter }) => filter),
    },
    scanOnPush: it.imageScanningConfiguration?.scanOnPush ?? false,
    encryption: it.encryptionConfiguration ?? { encryptionType: 'AES256' },
    tags: new Map(),
    images: new ImageStore(),
    layers: new Set(),
    upstreamChecks: new Map(),
  };
}

function imageFrom(it: SnapshotImage): Image {
  const mediaType = it.imageManifestMediaType ?? mediaTypes.ociImage;
  return {
    digest: it.imageDigest,
    tags: new Set(it.imageTags),
    sizeInBytes: it.imageSizeInBytes,
    pushedAt: dateFrom(it.imagePushedAt) ?? new Date(0),
    mediaType,
    artifactMediaType: isIndex(mediaType) ? undefined : it.artifactMediaType,
    subjectDigest: it.subjectManifestDigest,
    children: [],
    status: it.imageStatus ?? 'ACTIVE',
    lastPulledAt: dateFrom(it.lastRecordedPullTime),
    lastArchivedAt: dateFrom(it.lastArchivedAt),
    lastActivatedAt: dateFrom(it.lastActivatedAt),
    scan: scanFrom(it),
  };
}

function scanFrom({ imageScanStatus: status, imageScanFindingsSummary: summary }: SnapshotImage) {
  if (!status && !summary) return undefined;
  const findingsSummary = summary && {
    ...summary,
    imageScanCompletedAt: dateFrom(summary.imageScanCompletedAt),
    vulnerabilitySourceUpdatedAt: dateFrom(summary.vulnerabilitySourceUpdatedAt),
  };
  return { ...(status && { status }), ...(findingsSummary && { findingsSummary }) };
}

function ruleFrom(it: SnapshotRule): CacheRule {
  const createdAt = dateFrom(it.createdAt) ?? new Date(0);
  return {
    prefix: normalPrefix(it.ecrRepositoryPrefix),
    upstreamUrl: it.upstreamRegistryUrl,
    upstream: it.upstreamRegistry,
    upstreamPrefix: it.upstreamRepositoryPrefix ?? 'ROOT',
    createdAt,
    updatedAt: dateFrom(it.updatedAt) ?? createdAt,
    credentialArn: it.credentialArn,
    customRoleArn: it.customRoleArn,
  };
}
