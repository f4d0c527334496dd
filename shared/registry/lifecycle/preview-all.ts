import type { ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import type { PolicyPreview } from './policy-preview.ts';
import { hasImages, known, nothingToDo, preview } from './preview.ts';
import type { UseJudge } from './preview-results.ts';

/** How many policies one run previews. */
export interface PreviewBounds {
  /** Repositories with images: each needs a preview. Default 50. */
  previews: number;
  /** Seconds after which none is started: putting the policies takes time too. Default 300. */
  seconds: number;
}

const BOUNDS: PreviewBounds = { previews: 50, seconds: 300 };

/** Of a slice of a walk: all of its repositories have other work to be done, too. */
export const SLICE_PREVIEWS: PreviewBounds = { previews: 50, seconds: 120 };

/** ECR publishes no rate for previews: a few at a time. */
const AT_A_TIME = 4;

/** A lifecycle policy to be put. */
export interface Wanted {
  repository: string;
  policyText: string;
}

export interface PreviewAllOptions {
  bounds?: PreviewBounds | undefined;
  /** Default: what is in use is not looked at. */
  judge?: UseJudge;
  /** Called with each repository's name when its preview is there, for progress. */
  onRepository?: (repositoryName: string) => void;
}

/**
 * Previews the policies of many repositories, each once, within the bounds. Where there are more, the first repository
 * is another one each day, so that none waits for ever.
 *
 * @returns by repository
 */
export async function previewAll(
  ecr: ECRClient,
  wanted: readonly Wanted[],
  { bounds = BOUNDS, judge, onRepository }: PreviewAllOptions = {},
): Promise<ReadonlyMap<string, PolicyPreview>> {
  const until = Date.now() + bounds.seconds * 1000;
  let previews = 0;
  const one = async ({ repository, policyText }: Wanted): Promise<[string, PolicyPreview]> => {
    if (Date.now() >= until) return [repository, later(`${bounds.seconds} seconds are used up`)];
    const found = await known(async () => {
      if (!(await hasImages(ecr, repository))) return nothingToDo(policyText);
      previews += 1;
      if (previews > bounds.previews) return later(`it previews at most ${bounds.previews}`);
      return preview(ecr, repository, policyText, { judge });
    });
    onRepository?.(repository);
    return [repository, found];
  };
  return new Map(
    await pMap(inTurn(wanted, bounds.previews, Date.now()), one, { concurrency: AT_A_TIME }),
  );
}

function later(most: string): PolicyPreview {
  return { state: 'later', why: `not previewed in this run: ${most}. A later run does` };
}

/** The same in another order each day: what comes first differs by `step`, so that all of it is first within some days. */
export function inTurn<Item>(items: readonly Item[], step: number, now: number): readonly Item[] {
  if (items.length <= step) return items;
  const day = Math.floor(now / 86_400_000);
  const first = (day * step) % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}
