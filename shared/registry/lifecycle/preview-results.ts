import {
  DescribeImagesCommand,
  type ECRClient,
  GetLifecyclePolicyPreviewCommand,
  type GetLifecyclePolicyPreviewCommandOutput,
  type LifecyclePolicyPreviewResult,
} from '@aws-sdk/client-ecr';
import { isSame } from '../settings/same.ts';
import { unlessGone } from '../tags/races.ts';
import {
  type Affected,
  nothingAffected,
  type PolicyPreview,
  type PreviewedImage,
  type PreviewedUse,
} from './policy-preview.ts';

/** Pages of 100 results that are read; further ones are only counted, by ECR's summary. */
const MOST_PAGES = 100;

/** Images whose sizes are read, 100 at a time. */
const MOST_MEASURED = 1_000;
const IDS_AT_A_TIME = 100;

const MOST_TAGS = 20;

/** The images that a preview lists. */
export interface Previewed {
  /** The first 10,000. */
  images: readonly PreviewedImage[];
  /** Whether these are all. */
  complete: boolean;
  /** Those of these images that the preview has: where there are more than were read. */
  of(digests: readonly string[]): Promise<PreviewedImage[]>;
}

/** Says which of the images that a preview lists are in use. Called where there are any. */
export type UseJudge = (repositoryName: string, previewed: Previewed) => Promise<PreviewedUse>;

/**
 * Adds up a complete preview, page after page. ECR does not list the images of an image index: they expire after it.
 *
 * @param first - Its first page.
 * @returns undefined when another preview has replaced it meanwhile.
 */
export async function previewResults(
  ecr: ECRClient,
  repositoryName: string,
  policyText: string,
  first: GetLifecyclePolicyPreviewCommandOutput,
  judge?: UseJudge,
): Promise<PolicyPreview | undefined> {
  const results = [...(first.previewResults ?? [])];
  let { nextToken } = first;
  for (let page = 1; nextToken !== undefined && page < MOST_PAGES; page += 1) {
    const input = { repositoryName, nextToken };
    const answer = await ecr.send(new GetLifecyclePolicyPreviewCommand(input));
    if (!isSame(answer.lifecyclePolicyText, policyText)) return undefined;
    results.push(...(answer.previewResults ?? []));
    nextToken = answer.nextToken;
  }
  const { summary } = first;
  if (nextToken !== undefined && summary === undefined) {
    const read = results.length;
    return { state: 'unknown', why: `its preview has more than ${read} results, and no count` };
  }
  const archived = summary?.transitioningImageTotalCounts ?? [];
  const archiveCount = archived.reduce((sum, { imageTotalCount = 0 }) => sum + imageTotalCount, 0);
  const having = (type: string) => results.filter(({ action }) => action?.type === type);
  const add = (found: LifecyclePolicyPreviewResult[], total = 0) =>
    affected(ecr, repositoryName, found, total);
  const images = results.flatMap(previewedImage);
  const of = (digests: readonly string[]) => previewOf(ecr, repositoryName, digests);
  const previewed = { images, complete: nextToken === undefined, of };
  const use = images.length > 0 ? await judge?.(repositoryName, previewed) : undefined;
  return {
    state: 'known',
    expire: await add(having('EXPIRE'), summary?.expiringImageTotalCount),
    archive: await add(having('TRANSITION'), archiveCount),
    policyText: first.lifecyclePolicyText ?? policyText,
    ...(use && { use }),
  };
}

function previewedImage({
  imageDigest: digest,
  imageTags: tags = [],
  action,
  appliedRulePriority: rule = 0,
}: LifecyclePolicyPreviewResult): PreviewedImage[] {
  if (digest === undefined) return [];
  return [{ digest, tags, action: action?.type === 'TRANSITION' ? 'archive' : 'expire', rule }];
}

async function previewOf(
  ecr: ECRClient,
  repositoryName: string,
  digests: readonly string[],
): Promise<PreviewedImage[]> {
  const found: PreviewedImage[] = [];
  for (let at = 0; at < digests.length; at += IDS_AT_A_TIME) {
    const imageIds = digests.slice(at, at + IDS_AT_A_TIME).map((imageDigest) => ({ imageDigest }));
    const answer = await ecr.send(
      new GetLifecyclePolicyPreviewCommand({ repositoryName, imageIds }),
    );
    found.push(...(answer.previewResults ?? []).flatMap(previewedImage));
  }
  return found;
}

/** @param total - By ECR's summary. */
async function affected(
  ecr: ECRClient,
  repositoryName: string,
  found: readonly LifecyclePolicyPreviewResult[],
  total: number,
): Promise<Affected> {
  if (found.length === 0 && total === 0) return nothingAffected;
  const digests = found.flatMap(({ imageDigest }) => imageDigest ?? []);
  const tags = found.flatMap(({ imageTags = [] }) => imageTags);
  const { bytes, measured } = await measure(ecr, repositoryName, digests.slice(0, MOST_MEASURED));
  const images = Math.max(total, found.length);
  return {
    images,
    tagged: found.filter(({ imageTags = [] }) => imageTags.length > 0).length,
    tags: tags.slice(0, MOST_TAGS),
    more: Math.max(0, tags.length - MOST_TAGS),
    bytes,
    ...(measured < images && { partial: true as const }),
  };
}

async function measure(ecr: ECRClient, repositoryName: string, digests: readonly string[]) {
  let [bytes, measured] = [0, 0];
  for (let at = 0; at < digests.length; at += IDS_AT_A_TIME) {
    const imageIds = digests.slice(at, at + IDS_AT_A_TIME).map((imageDigest) => ({ imageDigest }));
    const filter = { imageStatus: 'ANY' as const };
    const input = { repositoryName, imageIds, filter };
    // One image that is gone meanwhile fails the call for all that are named with it: none is measured.
    const answer = await unlessGone(ecr.send(new DescribeImagesCommand(input)));
    for (const { imageSizeInBytes = 0 } of answer?.imageDetails ?? []) {
      bytes += imageSizeInBytes;
      measured += 1;
    }
  }
  return { bytes, measured };
}
