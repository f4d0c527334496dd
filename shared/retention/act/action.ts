import type { Action, EnforcedRule } from '../../actions/action.ts';
import type { StorageClassState } from '../../registry/storage-class.ts';
import type { Selected } from '../plan/plan.ts';

/** An entry of the audit log has 400 KB at most. */
const MOST_RECORDED = 1000;
const MOST_TAGS = 1000;

/** The action on units, of which the first names it: a move to the archive can be undone, a deletion cannot. */
export function actionOf(
  repository: string,
  rule: EnforcedRule,
  units: readonly [Selected, ...Selected[]],
): Action {
  const [{ root, action }] = units;
  const images = units.flatMap((unit) => unit.images);
  const count = countOf(units.length, images.length);
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
  let left = MOST_TAGS;
  const before = recorded.map(({ imageDigest, imageTags = [] }) => {
    const tags = imageTags.slice(0, left);
    left -= tags.length;
    return { digest: imageDigest, ...(tags.length > 0 && { tags }) };
  });
  const final = 'ECR cannot restore a deleted image';
  return { ...base, kind: 'deleteImage', what: `delete ${count} for good`, before, final };
}

function countOf(units: number, images: number): string {
  if (images === 1) return 'the image';
  return units === 1
    ? `the image, in all ${images} of them,`
    : `the image and others, in all ${images} of them,`;
}
