import prettyBytes from 'pretty-bytes';

/**
 * What a lifecycle policy would do to the images that a repository has now. `unknown`: there is no preview; `later`:
 * a later run previews it. Neither policy is put.
 */
export type PolicyPreview =
  | {
      state: 'known';
      expire: Affected;
      archive: Affected;
      /** The policy of the preview, as ECR has evaluated it. */
      policyText: string;
    }
  | { state: 'unknown' | 'later'; why: string };

/** The images that one action of a policy would affect. */
export interface Affected {
  images: number;
  /** How many of them have a tag. */
  tagged: number;
  /** The first of their tags, 20 at most. */
  tags: string[];
  /** How many tags more there are. */
  more: number;
  /** The sum of their sizes by ECR; layers that images share count for each. */
  bytes: number;
  /** There are too many images, and only the first were read: `tagged`, `more` and `bytes` are lower bounds. */
  partial?: true;
}

export const nothingAffected: Affected = { images: 0, tagged: 0, tags: [], more: 0, bytes: 0 };

/** How many images would expire. 0 for a policy that is not put. */
export function expiringImages(preview: PolicyPreview | undefined): number {
  return preview?.state === 'known' ? preview.expire.images : 0;
}

/** What policies that are put make ECR delete for good; empty where no image would expire. */
export function lossOf(previews: readonly (PolicyPreview | undefined)[]): string[] {
  const images = previews.reduce((sum, each) => sum + expiringImages(each), 0);
  if (images === 0) return [];
  const count = images === 1 ? '1 image' : `${images} images`;
  return [`${count} would expire, which cannot be undone`];
}

/** How many images would expire or be archived. */
export function affectedImages(preview: PolicyPreview | undefined): number {
  if (preview?.state !== 'known') return 0;
  return preview.expire.images + preview.archive.images;
}

/** Whether any image would expire or be archived. */
export function affectsImages(preview: PolicyPreview | undefined): boolean {
  return affectedImages(preview) > 0;
}

/** A line for each action: `would expire 12 images (3 tagged: 1.0.0, 1.0.1, 1.0.2), 3.2 GB, within 24 hours`. */
export function previewInWords(preview: PolicyPreview): string[] {
  if (preview.state !== 'known') return [preview.why];
  const { expire, archive } = preview;
  const lines = [
    ...(expire.images > 0 ? [`would expire ${inWords(expire)}, within 24 hours`] : []),
    ...(archive.images > 0 ? [`would archive ${inWords(archive)}, within 24 hours`] : []),
  ];
  return lines.length > 0 ? lines : ['no image would expire'];
}

const figures = new Intl.NumberFormat('en');

function inWords({ images, tagged, tags, more, bytes, partial }: Affected): string {
  const least = partial ? 'at least ' : '';
  const count = images === 1 ? '1 image' : `${figures.format(images)} images`;
  const further = more > 0 ? ` and ${figures.format(more)} more` : '';
  const some = `${least}${figures.format(tagged)} tagged: ${tags.join(', ')}${further}`;
  const none = partial ? 'none tagged of those read' : 'none tagged';
  return `${count} (${tagged > 0 ? some : none}), ${least}${prettyBytes(bytes)}`;
}

/** Why a policy without a preview is not put. */
export function staysBecause({ state, why }: Exclude<PolicyPreview, { state: 'known' }>): string {
  return state === 'later' ? why : `it is unknown which images would expire: ${why}`;
}
