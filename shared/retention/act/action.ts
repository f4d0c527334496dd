import type { Action, EnforcedRule } from '../../actions/action.ts';
import type { StorageClassState } from '../../registry/storage-class.ts';
import type { Selected } from '../plan/plan.ts';

/** An entry of the audit log has 400 KB at most. */
const MOST_RECORDED = 1000;
const MOST_TAGS = 100;

/** The action on a unit: a move to the archive can be undone, a deletion cannot. */
export function actionOf(
  repository: string,
  rule: EnforcedRule,
  { root, action, images }: Selected,
): Action {
  const count = images.length === 1 ? 'the image' : `the image, in all ${images.length} of them,`;
  const base = {
    ...{ rule, repository, target: `${repository}@${root}`, weight: images.length },
  };
  const recorded = images.slice(0, MOST_RECORDED);
  if (action === 'archive') {
    const digests = recorded.map(({ imageDigest }) => imageDigest);
    const before: StorageClassState = { storageClass: 'STANDARD', images: digests };
    const after: StorageClassState = { storageClass: 'ARCHIVE', images: digests };
    return { ...base, kind: 'archive', what: `move ${count} to the archive`, before, after };
  }
  const before = recorded.map(({ imageDigest, imageTags: tags = [] }) => ({
    ...{ digest: imageDigest },
    ...(tags.length > 0 && { tags: tags.slice(0, MOST_TAGS) }),
  }));
  const final = 'ECR cannot restore a deleted image';
  return { ...base, kind: 'deleteImage', what: `delete ${count} for good`, before, final };
}
