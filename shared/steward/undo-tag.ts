import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Action } from '../actions/action.ts';
import type { Entry } from '../actions/audit-log.ts';
import type { Work } from '../actions/gate.ts';
import { image } from '../registry/read.ts';
import { type Given, giveFreeTag, takeTag } from '../registry/tags/give-tag.ts';
import { QUARANTINE_PREFIX } from '../registry/tags/quarantine-tag.ts';
import { StewardError } from '../runtime/errors.ts';
import type { Undo } from './undo-action.ts';
import { asBefore, undoAction } from './undo-action.ts';

/** What has to become of the tags of an image, so that an act is taken back. */
interface TagSwap {
  repository: string;
  digest: string;
  /** The tag that the image gets, and the one that is taken from it; one of them is there. */
  gives?: string;
  takes?: string;
}

/** How the tags of an image are brought back; undefined for an act that was not about a tag. */
export async function undoTag(ecr: ECRClient, entry: Entry): Promise<Undo | undefined> {
  const swap = swapOf(entry);
  if (swap === undefined) return undefined;
  const { repository, digest, gives, takes } = swap;
  const found = await image(ecr, repository, { imageDigest: digest });
  if (found === undefined) return { state: 'refused', why: goneOf(swap) };
  const { imageTags: tags = [] } = found;
  const hasIt = gives === undefined || tags.includes(gives);
  const isRid = takes === undefined || !tags.includes(takes);
  if (hasIt && isRid) return { state: 'nothing', why: asBefore(entry) };
  if (gives === undefined && tags.length === 1) {
    return { state: 'refused', why: `ECR would delete the image with ${takes}, its last tag` };
  }
  const holder = hasIt ? undefined : await holderOf(ecr, repository, gives);
  if (holder !== undefined) return { state: 'refused', why: takenBy(swap, holder) };
  const action = undoAction(entry, {
    kind: kindOf(swap),
    before: stateOf(takes, digest),
    after: stateOf(gives, digest),
  });
  return { state: 'ready', action, lines: linesOf(swap, entry), work: () => swapTags(ecr, swap) };
}

async function swapTags(ecr: ECRClient, swap: TagSwap): Promise<Work> {
  const { repository: repositoryName, digest: imageDigest, gives, takes } = swap;
  const id = { repositoryName, imageDigest };
  if (gives !== undefined) {
    const given = await giveFreeTag(ecr, { ...id, imageTag: gives });
    if (given.state === 'taken' || given.state === 'gone') throw new TagUndoError(swap, given);
  }
  const taken = takes && (await takeTag(ecr, { ...id, imageTag: takes }));
  if (taken === 'last') {
    throw new StewardError(
      `${takes} stays on ${repositoryName}@${imageDigest}: it is its last tag`,
    );
  }
  return { outcome: 'taken back' };
}

/** An act is about a tag when its entry has the digest of an image: with the tag before, or after, or both. */
function swapOf({ repository, before, after }: Entry): TagSwap | undefined {
  const [was, is] = [tagState(before), tagState(after)];
  const digest = was?.digest ?? is?.digest;
  const [gives, takes] = [was?.tag, is?.tag];
  if (repository === undefined || digest === undefined) return undefined;
  if (gives === undefined && takes === undefined) return undefined;
  return {
    ...{ repository, digest },
    ...(gives !== undefined && { gives }),
    ...(takes !== undefined && { takes }),
  };
}

function tagState(state: unknown): { tag?: string; digest?: string } | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const text = (key: 'tag' | 'digest') => {
    const value: unknown = Reflect.get(state, key);
    return typeof value === 'string' ? { [key]: value } : {};
  };
  return { ...text('tag'), ...text('digest') };
}

function stateOf(tag: string | undefined, digest: string): object {
  return { ...(tag !== undefined && { tag }), digest };
}

/** Whoever takes a name that people pull by is within the same limits as the rules. */
function kindOf({ gives }: TagSwap): Action['kind'] {
  if (gives === undefined) return 'delete';
  return gives.startsWith(QUARANTINE_PREFIX) ? 'quarantine' : 'setting';
}

function linesOf({ repository, digest, gives, takes }: TagSwap, { capability }: Entry): string[] {
  const isReleased = gives !== undefined && !gives.startsWith(QUARANTINE_PREFIX);
  return [
    ...(gives === undefined ? [] : [`${repository}@${digest} gets the tag ${gives}`]),
    ...(isReleased
      ? [`no rule of ${capability} removes it from this image again, until this is undone`]
      : []),
    ...(takes === undefined ? [] : [`its tag ${takes} goes, if it has another one then`]),
  ];
}

async function holderOf(
  ecr: ECRClient,
  repository: string,
  imageTag: string,
): Promise<string | undefined> {
  return (await image(ecr, repository, { imageTag }))?.imageDigest;
}

function goneOf({ repository, digest }: TagSwap): string {
  return `${repository}@${digest} is gone, or its repository is: push the image again`;
}

function takenBy({ repository, digest, gives }: TagSwap, holder: string): string {
  return (
    `${repository}:${gives} names ${holder} by now: somebody has pushed since. ` +
    `The image can still be pulled as ${repository}@${digest}`
  );
}

/** In the moment before, somebody pushed or deleted: nothing was taken from anybody. */
export class TagUndoError extends StewardError {
  override name = 'TagUndoError' as const;

  constructor(swap: TagSwap, given: Extract<Given, { state: 'taken' | 'gone' }>) {
    super(given.state === 'taken' ? takenBy(swap, given.imageDigest) : goneOf(swap));
  }
}
