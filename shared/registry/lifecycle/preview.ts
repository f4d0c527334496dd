import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeImagesCommand,
  type ECRClient,
  GetLifecyclePolicyPreviewCommand,
  type GetLifecyclePolicyPreviewCommandOutput,
  LifecyclePolicyPreviewInProgressException,
  LifecyclePolicyPreviewNotFoundException,
  StartLifecyclePolicyPreviewCommand,
} from '@aws-sdk/client-ecr';
import { explain } from '../../runtime/explain.ts';
import { isSame } from '../settings/same.ts';
import { nothingAffected, type PolicyPreview } from './policy-preview.ts';
import { previewResults, type UseJudge } from './preview-results.ts';

/** Milliseconds: the first wait for a preview, the longest one, and after how many in total it gives up. */
export interface Patience {
  first: number;
  longest: number;
  all: number;
}

const PATIENCE: Patience = { first: 250, longest: 5_000, all: 60_000 };

export interface PreviewOptions {
  patience?: Patience;
  /** Default: what is in use is not looked at. */
  judge?: UseJudge | undefined;
}

/**
 * Has ECR preview what a policy would do to a repository's images, without doing it. A repository has one preview at a
 * time: one of somebody else is waited for, and its result is not used.
 *
 * @returns `unknown`, with the reason, when ECR does not finish in time or refuses, or the permission is missing.
 */
export async function previewPolicy(
  ecr: ECRClient,
  repositoryName: string,
  policyText: string,
  options?: PreviewOptions,
): Promise<PolicyPreview> {
  return known(async () => {
    if (!(await hasImages(ecr, repositoryName))) return nothingToDo(policyText);
    return preview(ecr, repositoryName, policyText, options);
  });
}

/** Turns a failed call into an unknown preview. */
export async function known(work: () => Promise<PolicyPreview>): Promise<PolicyPreview> {
  try {
    return await work();
  } catch (error) {
    const why = explain(error);
    if (why === undefined) throw error;
    return { state: 'unknown', why };
  }
}

/** The preview of any policy in a repository without images. */
export function nothingToDo(policyText: string): PolicyPreview {
  return { state: 'known', expire: nothingAffected, archive: nothingAffected, policyText };
}

/** Whether a repository has any image, archived ones too. */
export async function hasImages(ecr: ECRClient, repositoryName: string): Promise<boolean> {
  const input = { repositoryName, maxResults: 1, filter: { imageStatus: 'ANY' as const } };
  const { imageDetails = [], nextToken } = await ecr.send(new DescribeImagesCommand(input));
  return imageDetails.length > 0 || nextToken !== undefined;
}

/** The preview itself; a failed call is thrown. */
export async function preview(
  ecr: ECRClient,
  repositoryName: string,
  policyText: string,
  { patience = PATIENCE, judge }: PreviewOptions = {},
): Promise<PolicyPreview> {
  const turn = waits(patience);
  while (true) {
    const started = await start(ecr, repositoryName, policyText);
    const ended = await end(ecr, repositoryName, turn);
    if (ended === undefined) {
      const seconds = Math.round(patience.all / 1000);
      return { state: 'unknown', why: `its preview was not ready after ${seconds} seconds` };
    }
    if (started && ended !== 'none' && isSame(ended.lifecyclePolicyText, policyText)) {
      if (ended.status !== 'COMPLETE') {
        return { state: 'unknown', why: `ECR says that its preview is ${ended.status}` };
      }
      const results = await previewResults(ecr, repositoryName, policyText, ended, judge);
      if (results) return results;
    }
    // It was the preview of somebody else.
    if (!(await turn()))
      return { state: 'unknown', why: 'somebody else keeps previewing policies there' };
  }
}

/** False when another preview runs, whoever started it. */
async function start(
  ecr: ECRClient,
  repositoryName: string,
  lifecyclePolicyText: string,
): Promise<boolean> {
  try {
    const input = { repositoryName, lifecyclePolicyText };
    await ecr.send(new StartLifecyclePolicyPreviewCommand(input));
    return true;
  } catch (error) {
    if (error instanceof LifecyclePolicyPreviewInProgressException) return false;
    throw error;
  }
}

type Ended = GetLifecyclePolicyPreviewCommandOutput | 'none' | undefined;

/** The preview that the repository has once none runs; undefined when that is not so in time. */
async function end(
  ecr: ECRClient,
  repositoryName: string,
  turn: () => Promise<boolean>,
): Promise<Ended> {
  do {
    try {
      const answer = await ecr.send(new GetLifecyclePolicyPreviewCommand({ repositoryName }));
      if (answer.status !== 'IN_PROGRESS') return answer;
    } catch (error) {
      if (!(error instanceof LifecyclePolicyPreviewNotFoundException)) throw error;
      return 'none';
    }
  } while (await turn());
  return undefined;
}

/** Waits a while, each time twice as long; false when the time is up. */
function waits({ first, longest, all }: Patience): () => Promise<boolean> {
  let [next, waited] = [first, 0];
  return async () => {
    if (waited >= all) return false;
    await sleep(next);
    waited += next;
    next = Math.min(longest, next * 2);
    return true;
  };
}
