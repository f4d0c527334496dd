import type {
  GetLifecyclePolicyPreviewResponse,
  LifecyclePolicyPreviewResult,
  StartLifecyclePolicyPreviewResponse,
} from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { takePage } from '../../service/pages.ts';
import { declareOperations, type Operation } from '../../service/service.ts';
import { invalidInput, invalidToken } from '../errors.ts';
import type { ImageId } from '../images/ids.ts';
import type { Ecr } from '../model/ecr.ts';
import type { LifecyclePreview } from '../model/repository.ts';
import { refusePagingWith } from '../paging.ts';
import { requireRepository } from '../repositories/repositories.ts';
import { imageIds, inRepository, lifecyclePolicyText } from '../schemas.ts';
import type { LifecycleAction } from './action.ts';
import { requirePreview, startPreview } from './preview.ts';

const { read, write } = declareOperations(invalidInput);

/** Lifecycle policy previews. */
export function previewOperations(ecr: Ecr): Operation[] {
  const { registry } = ecr;
  const head = (repositoryName: string, preview: LifecyclePreview) => ({
    registryId: registry.accountId,
    repositoryName,
    lifecyclePolicyText: preview.policyText,
    status: preview.actions ? ('COMPLETE' as const) : ('IN_PROGRESS' as const),
  });
  return [
    write('StartLifecyclePolicyPreview', startedPreview, (input) => {
      const repository = requireRepository(registry, input.repositoryName);
      const preview = startPreview(ecr, repository, input.lifecyclePolicyText);
      return head(repository.name, preview) satisfies StartLifecyclePolicyPreviewResponse;
    }),
    read('GetLifecyclePolicyPreview', shownPreview, (input) => {
      const repository = requireRepository(registry, input.repositoryName);
      refusePagingWith('imageIds', input.imageIds, input);
      const preview = requirePreview(registry, repository);
      const { actions } = preview;
      if (!actions) return head(repository.name, preview);
      const { items, ...rest } = pageOf(actions, input);
      return {
        ...head(repository.name, preview),
        previewResults: items.map(resultView),
        summary: summaryOf(actions),
        ...rest,
      } satisfies GetLifecyclePolicyPreviewResponse;
    }),
  ];
}

const startedPreview = inRepository.extend({ lifecyclePolicyText: lifecyclePolicyText.optional() });

const shownPreview = inRepository.extend({
  imageIds: imageIds.optional(),
  nextToken: z.string().optional(),
  maxResults: z.int().min(1).max(100).optional(),
  filter: z.object({ tagStatus: z.enum(['TAGGED', 'UNTAGGED', 'ANY']).optional() }).optional(),
});

function pageOf(actions: readonly LifecycleAction[], input: z.output<typeof shownPreview>) {
  const { tagStatus = 'ANY' } = input.filter ?? {};
  const asked = actions.filter(
    ({ image }) =>
      (tagStatus === 'ANY' || (tagStatus === 'TAGGED') === image.tags.length > 0) &&
      (input.imageIds?.some((id) => isMeant(id, image)) ?? true),
  );
  const numbered = asked.map((action, at) => ({ action, at }));
  const { items, ...rest } = takePage({
    scope: `GetLifecyclePolicyPreview ${input.repositoryName}`,
    token: input.nextToken,
    limit: input.maxResults ?? 100,
    from: (after) => numbered.slice(after === undefined ? 0 : Number(after) + 1),
    key: ({ at }) => String(at),
    invalid: invalidToken,
  });
  return { items: items.map(({ action }) => action), ...rest };
}

function isMeant({ imageDigest, imageTag }: ImageId, image: LifecycleAction['image']): boolean {
  if (imageDigest === undefined && imageTag === undefined) return false;
  return (
    (imageDigest ?? image.digest) === image.digest &&
    (imageTag === undefined || image.tags.includes(imageTag))
  );
}

function resultView({ image, type, rulePriority }: LifecycleAction): LifecyclePolicyPreviewResult {
  return {
    imageTags: [...image.tags],
    imageDigest: image.digest,
    imagePushedAt: image.pushedAt,
    action:
      type === 'expire'
        ? { type: 'EXPIRE' }
        : { type: 'TRANSITION', targetStorageClass: 'ARCHIVE' },
    appliedRulePriority: rulePriority,
    storageClass: image.storageClass === 'archive' ? 'ARCHIVE' : 'STANDARD',
  };
}

/** The summary of the whole preview, whatever page is requested. */
function summaryOf(actions: readonly LifecycleAction[]) {
  const imageTotalCount = actions.filter(({ type }) => type === 'transition').length;
  return {
    expiringImageTotalCount: actions.length - imageTotalCount,
    transitioningImageTotalCounts:
      imageTotalCount > 0 ? [{ targetStorageClass: 'ARCHIVE' as const, imageTotalCount }] : [],
  };
}
