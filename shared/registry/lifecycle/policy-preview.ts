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
      /** Which of these images are in use; absent where no image is affected, or where nobody asked. */
      use?: PreviewedUse;
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

/** What of the affected images is in use. */
export interface PreviewedUse {
  /** The first 20. */
  inUse: readonly PreviewedInUse[];
  /** How many there are more. */
  more: number;
  /** Why others may be in use as well, as the end of a sentence; empty where all is known. */
  doubts: readonly string[];
}

/** An image that a policy would affect. */
export interface PreviewedImage {
  digest: string;
  tags: readonly string[];
  action: 'expire' | 'archive';
  /** The priority of the rule that causes it. */
  rule: number;
}

export interface PreviewedInUse extends PreviewedImage {
  /** Who runs it, or an image that needs it. */
  by: readonly string[];
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

/** Why a policy is not put: there is no preview, or it would affect what is in use, or may be. Undefined if it can be. */
export function staysBecause(preview: PolicyPreview): string | undefined {
  const { state } = preview;
  if (state === 'known') return preview.use && inUseInWords(preview.use);
  return state === 'later'
    ? preview.why
    : `it is unknown which images would expire: ${preview.why}`;
}

/** Undefined where nothing is in use, and that is known. */
export function inUseInWords({ inUse, more, doubts }: PreviewedUse): string | undefined {
  const [first] = inUse;
  if (first) {
    const all = inUse.length + more;
    const others = all > 1 ? ` (and ${figures.format(all - 1)} more in use)` : '';
    return (
      `its rule ${first.rule} would ${hitInWords(first)}${others}. ` +
      'Put a rule before it that is for a tag of what runs and keeps it, or run something newer'
    );
  }
  const [doubt] = doubts;
  return (
    doubt && `images would expire or be archived, and whether they are in use is unknown: ${doubt}`
  );
}

/** `expire 1.0.0, which ECS service prod/web runs`. */
export function hitInWords({ action, tags, digest, by }: PreviewedInUse): string {
  const [first = 'somebody'] = by;
  const others = by.length > 1 ? ` (and ${by.length - 1} more)` : '';
  return `${action} ${tags[0] ?? digest}, which ${first}${others} runs or needs`;
}
