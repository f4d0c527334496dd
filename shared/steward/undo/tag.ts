import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Action } from '../../actions/action.ts';
import type { Entry } from '../../actions/audit-log.ts';
import type { Work } from '../../actions/gate.ts';
import { image } from '../../registry/read.ts';
import { type Given, giveFreeTag, removeUnlessLast } from '../../registry/tags/give-tag.ts';
import { kindOfOwnTag } from '../../registry/tags/own-tag.ts';
import { StewardError } from '../../runtime/errors.ts';
import type { Undo } from './action.ts';
import { asBefore, undoAction } from './action.ts';

/** How the tags of an image have to change to undo an action. */
interface TagSwap {
  repository: string;
  digest: string;
  /** The tag that the image gets, and the one that is removed from it; at least one of them is there. */
  adds?: string;
  removes?: string;
}

/** How an action on a tag is undone; undefined for any other action. */
export async function undoTag(ecr: ECRClient, entry: Entry): Promise<Undo | undefined> {
  const swap = swapOf(entry);
  if (swap === undefined) return undefined;
  const { repository, digest, adds, removes } = swap;
  const found = await image(ecr, repository, { imageDigest: digest });
  if (found === undefined) return { state: 'refused', why: goneOf(swap) };
  const { imageTags: tags = [] } = found;
  const hasIt = adds === undefined || tags.includes(adds);
  const isWithout = removes === undefined || !tags.includes(removes);
  if (hasIt && isWithout) return { state: 'nothing', why: asBefore(entry) };
  if (adds === undefined && tags.length === 1) {
    return { state: 'refused', why: `ECR would delete the image with ${removes}, its last tag` };
  }
  const holder = hasIt ? undefined : await holderOf(ecr, repository, adds);
  if (holder !== undefined) return { state: 'refused', why: takenBy(swap, holder) };
  const action = undoAction(entry, {
    kind: kindOf(swap),
    before: stateOf(removes, digest),
    after: stateOf(adds, digest),
  });
  return { state: 'ready', action, lines: linesOf(swap, entry), work: () => swapTags(ecr, swap) };
}

async function swapTags(ecr: ECRClient, swap: TagSwap): Promise<Work> {
  const { repository: repositoryName, digest: imageDigest, adds, removes } = swap;
  const id = { repositoryName, imageDigest };
  if (adds !== undefined) {
    const given = await giveFreeTag(ecr, { ...id, imageTag: adds });
    if (given.state === 'taken' || given.state === 'gone') throw new TagUndoError(swap, given);
  }
  const removed = removes && (await removeUnlessLast(ecr, { ...id, imageTag: removes }));
  if (removed === 'last') {
    throw new StewardError(
      `${removes} stays on ${repositoryName}@${imageDigest}: it is its last tag`,
    );
  }
  return { outcome: 'undone' };
}

/** An action is about a tag when its entry has the digest of an image, with the tag before, after, or both. */
function swapOf({ repository, before, after }: Entry): TagSwap | undefined {
  const [was, is] = [tagState(before), tagState(after)];
  const digest = was?.digest ?? is?.digest;
  const [adds, removes] = [was?.tag, is?.tag];
  if (repository === undefined || digest === undefined) return undefined;
  if (adds === undefined && removes === undefined) return undefined;
  return {
    ...{ repository, digest },
    ...(adds !== undefined && { adds }),
    ...(removes !== undefined && { removes }),
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

/** Removing a tag that people pull by counts towards the same limits as it does for rules. */
function kindOf({ adds, removes }: TagSwap): Action['kind'] {
  if (adds !== undefined) return kindOfOwnTag(adds) === 'quarantine' ? 'quarantine' : 'setting';
  return removes !== undefined && kindOfOwnTag(removes) === 'in-use' ? 'unshield' : 'delete';
}

function linesOf({ repository, digest, adds, removes }: TagSwap, { capability }: Entry): string[] {
  const isReleased = adds !== undefined && kindOfOwnTag(adds) === undefined;
  return [
    ...(adds === undefined ? [] : [`${repository}@${digest} gets the tag ${adds}`]),
    ...(isReleased
      ? [`no rule of ${capability} removes it from this image again, until this is undone`]
      : []),
    ...(removes === undefined
      ? []
      : [`its tag ${removes} is removed, if it still has another one`]),
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

function takenBy({ repository, digest, adds }: TagSwap, holder: string): string {
  return (
    `${repository}:${adds} points to ${holder} now: somebody has pushed since. ` +
    `The image can still be pulled as ${repository}@${digest}`
  );
}

/** Somebody pushed or deleted right before: nothing was changed. */
export class TagUndoError extends StewardError {
  override name = 'TagUndoError' as const;

  constructor(swap: TagSwap, given: Extract<Given, { state: 'taken' | 'gone' }>) {
    super(given.state === 'taken' ? takenBy(swap, given.imageDigest) : goneOf(swap));
  }
}
