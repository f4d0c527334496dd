import type {
  ImageDetail,
  PullThroughCacheRule,
  Repository as RepositoryView,
  UpstreamRegistry,
} from '@aws-sdk/client-ecr';
import type { Image } from '../model/image.ts';
import type { TagMutability } from '../model/mutability.ts';
import { type CacheRule, type Registry, repositoryArn, repositoryUri } from '../model/registry.ts';
import type { Repository } from '../model/repository.ts';

/** Repositories and rules in the shapes of ECR's responses. */

export function repositoryView(registry: Registry, repository: Repository) {
  return {
    repositoryArn: repositoryArn(registry, repository.name),
    registryId: registry.accountId,
    repositoryName: repository.name,
    repositoryUri: repositoryUri(registry, repository.name),
    createdAt: repository.createdAt,
    ...mutabilityView(repository.mutability),
    imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
    encryptionConfiguration: repository.encryption,
  } satisfies RepositoryView;
}

export function mutabilityView({ mode, exclusions }: TagMutability) {
  return {
    imageTagMutability: mode,
    ...(exclusions.length > 0 && {
      imageTagMutabilityExclusionFilters: exclusions.map((filter) => ({
        filterType: 'WILDCARD' as const,
        filter,
      })),
    }),
  };
}

export function imageView(registry: Registry, repository: Repository, image: Image): ImageDetail {
  return {
    registryId: registry.accountId,
    repositoryName: repository.name,
    imageDigest: image.digest,
    ...(image.tags.size > 0 && { imageTags: [...image.tags] }),
    imageSizeInBytes: image.sizeInBytes,
    imagePushedAt: image.pushedAt,
    imageManifestMediaType: image.mediaType,
    artifactMediaType: image.artifactMediaType,
    lastRecordedPullTime: image.lastPulledAt,
    subjectManifestDigest: image.subjectDigest,
    imageStatus: image.status,
    lastArchivedAt: image.lastArchivedAt,
    lastActivatedAt: image.lastActivatedAt,
    ...(image.scan?.status && { imageScanStatus: image.scan.status }),
    ...(image.scan?.findingsSummary && { imageScanFindingsSummary: image.scan.findingsSummary }),
  };
}

/** A rule with all members, as in DescribePullThroughCacheRules. */
export function ruleView(registry: Registry, rule: CacheRule) {
  return {
    ecrRepositoryPrefix: rule.prefix,
    upstreamRegistryUrl: rule.upstreamUrl,
    upstreamRegistry: rule.upstream as UpstreamRegistry | undefined,
    createdAt: rule.createdAt,
    updatedAt: rule.updatedAt,
    registryId: registry.accountId,
    credentialArn: rule.credentialArn,
    customRoleArn: rule.customRoleArn,
    upstreamRepositoryPrefix: rule.upstreamPrefix,
  } satisfies PullThroughCacheRule;
}
