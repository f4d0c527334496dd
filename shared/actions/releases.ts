import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import { kindOfOwnTag } from '../registry/tags/own-tag.ts';
import { logger } from '../runtime/logger.ts';
import type { Action, Capability } from './action.ts';
import type { Entry } from './audit-log.ts';
import { inLedger } from './errors.ts';

/**
 * Which tags somebody has given back to an image, by `release` or `undo`: no rule of that capability removes them
 * from it again, whatever becomes of the rule, until the release is undone. An item for each in the ledger, and not
 * the audit log's index, as an index lags: giving a tag is a push, and its event comes within a tenth of a second.
 * It is kept for good, as the tag may be.
 */

/** A tag on one image. */
export interface TagOfImage {
  repository: string;
  tag: string;
  digest: string;
}

/** Why a tag stays on its image; undefined where nobody has released it. */
export async function releasedBy(
  { dynamodb, table }: Ledger,
  capability: Capability,
  tagged: TagOfImage,
): Promise<string | undefined> {
  const Key = keyOf(capability, tagged);
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key, ConsistentRead: true }),
  );
  if (Item === undefined || Item.ended?.BOOL === true) return undefined;
  const on = `${Item.at?.S?.slice(0, 16).replace('T', ' ')} UTC`;
  return (
    `${Item.by?.S} released it on ${on}, and it stays on this image. ` +
    `To enforce the rule again: npx ecr-steward undo ${Item.action?.S}`
  );
}

/**
 * Does the work of an action, and notes what that releases, or does not any more: before a tag is added, so that
 * the function that its push starts finds it, and after one is removed.
 */
export async function notingRelease<Result>(
  ledger: Ledger,
  { action, entry }: { action: Action; entry: Entry },
  work: () => Promise<Result>,
): Promise<Result> {
  const { adds, removes } = releaseIn(action);
  if (adds) await inLedger(note(ledger, entry, adds, false));
  let result: Result;
  try {
    result = await work();
  } catch (error) {
    // A tag that could not be added is not released. What it was that failed counts more than this.
    if (adds) await noteEnd(ledger, entry, adds);
    throw error;
  }
  if (removes) await noteEnd(ledger, entry, removes);
  return result;
}

async function noteEnd(ledger: Ledger, entry: Entry, tagged: TagOfImage): Promise<void> {
  try {
    await note(ledger, entry, tagged, true);
  } catch (error) {
    logger.error('A release has ended, and that could not be written down', { tagged, error });
  }
}

async function note(
  { dynamodb, table }: Ledger,
  { id, at, by, capability }: Entry,
  tagged: TagOfImage,
  ended: boolean,
): Promise<void> {
  const Item = {
    ...keyOf(capability, tagged),
    ...{ action: { S: id }, at: { S: at }, by: { S: by }, ended: { BOOL: ended } },
  };
  await dynamodb.send(new PutItemCommand({ TableName: table, Item }));
}

/** The tags that an undo adds and removes, but for our own; nothing of any other action. */
export function releaseIn({ undoes, repository, before, after }: Action): {
  adds?: TagOfImage | undefined;
  removes?: TagOfImage | undefined;
} {
  if (undoes === undefined || repository === undefined) return {};
  return { adds: tagIn(repository, after), removes: tagIn(repository, before) };
}

function tagIn(repository: string, state: unknown): TagOfImage | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const [tag, digest] = [Reflect.get(state, 'tag'), Reflect.get(state, 'digest')];
  if (typeof tag !== 'string' || typeof digest !== 'string') return undefined;
  return kindOfOwnTag(tag) ? undefined : { repository, tag, digest };
}

function keyOf(capability: Capability, { repository, tag, digest }: TagOfImage) {
  return { id: { S: `released/${capability}/${repository}:${tag}@${digest}` } };
}
