import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Alert } from '../alerts/alert.ts';
import type { MovedTagsConfig } from '../config/schema/schema.ts';
import { isCached } from '../registry/cached.ts';
import { cachePrefixes, image } from '../registry/read.ts';
import { StewardError } from '../runtime/errors.ts';
import { moveAlert, pusherAlert } from './alert.ts';
import { planTag, type Step } from './plan.ts';
import type { Move, Pusher, Reading, TagRecord } from './record.ts';
import { isWatched, type TagRule, tagRuleFor, watchedTags } from './rules.ts';
import { readTag, type TagTable, writePusher, writeReading, writeReported } from './table.ts';

/** What the watch works with. */
export interface Watch {
  ecr: ECRClient;
  tags: TagTable;
  rules: MovedTagsConfig;
  /** Prefixes of the cache rules in registry.yml: their repositories cost no call. */
  cachePrefixes: readonly string[];
  /** Sends an alert, once per cause; true where this call did. */
  notify(alert: Alert): Promise<boolean>;
}

export interface TagScope {
  repository: string;
  tag: string;
}

export type Watched = Step['kind'] | 'unwatched' | 'gone';

/** How often a tag is read while it keeps moving. */
const ATTEMPTS = 5;

/** The tag moves faster than it can be read: a retry finds it at rest. */
export class RestlessTagError extends StewardError {
  override name = 'RestlessTagError' as const;

  constructor({ repository, tag }: TagScope) {
    super(`${repository}:${tag} changes too fast to be read`);
  }
}

/**
 * Checks a tag that an event names. The event itself is not trusted: the registry is read. One call to ECR and one to
 * DynamoDB when nothing is new; a move also reads which repositories are cached.
 */
export async function watchTag(watch: Watch, scope: TagScope): Promise<Watched> {
  const rule = watchedBy(watch, scope);
  if (rule === undefined) return 'unwatched';
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const reading = await readRegistry(watch, scope);
    if (reading === undefined) return 'gone';
    const known = await readTag(watch.tags, scope);
    const step = planTag(known, reading);
    if (step.kind === 'stale') continue;
    if (step.kind === 'moved' && (await isCacheOfRegistry(watch, scope))) return 'unwatched';
    const now = await take(watch, rule, { known, reading, step });
    if (now === undefined) continue;
    await notifyMove(watch, rule, now);
    return step.kind;
  }
  throw new RestlessTagError(scope);
}

/**
 * Records who pushed an image under a tag, by CloudTrail: before the move is seen, so that the alert names them, or
 * after it, which sends an alert of its own.
 */
export async function notePusher(watch: Watch, scope: TagScope, pusher: Pusher): Promise<Watched> {
  if (watchedBy(watch, scope) === undefined) return 'unwatched';
  const now = await writePusher(watch.tags, scope, pusher);
  if (now?.move?.to !== pusher.digest || now.digest !== pusher.digest) return 'none';
  await watch.notify(pusherAlert(now, now.move, pusher.who));
  return 'moved';
}

function watchedBy({ rules, cachePrefixes }: Watch, scope: TagScope): TagRule | undefined {
  if (!isWatched(scope.tag) || isCached(scope.repository, cachePrefixes)) return undefined;
  return tagRuleFor(rules, scope.repository);
}

async function isCacheOfRegistry(watch: Watch, { repository }: TagScope): Promise<boolean> {
  const prefixes = await cachePrefixes(watch.ecr, watch.cachePrefixes);
  return isCached(repository, prefixes);
}

async function readRegistry(
  { ecr }: Watch,
  { repository, tag }: TagScope,
): Promise<Reading | undefined> {
  const readAt = Date.now();
  const found = await image(ecr, repository, { imageTag: tag });
  if (found === undefined || watchedTags(found).length === 0) return undefined;
  return readingOf(repository, tag, found, readAt);
}

export function readingOf(
  repository: string,
  tag: string,
  found: { imageDigest: string; imagePushedAt?: Date | undefined },
  readAt: number,
): Reading {
  const pushedAt = found.imagePushedAt?.toISOString();
  return { repository, tag, digest: found.imageDigest, readAt, ...(pushedAt && { pushedAt }) };
}

/**
 * Writes what is new of a tag, and returns its record.
 *
 * @returns undefined when another invocation was faster.
 */
export async function take(
  { tags }: Pick<Watch, 'tags'>,
  rule: TagRule,
  { known, reading, step }: { known: TagRecord | undefined; reading: Reading; step: Step },
): Promise<TagRecord | undefined> {
  switch (step.kind) {
    case 'none':
      return known;
    case 'stale':
      return undefined;
    case 'moved':
      return writeReading(tags, known, reading, moveOf(rule, known, reading));
    default:
      return writeReading(tags, known, reading);
  }
}

/** The move to be reported: none of a tag that may move. One that was not reported yet is kept. */
function moveOf(
  rule: TagRule,
  known: TagRecord | undefined,
  { tag, digest, readAt }: Reading,
): Move | undefined {
  if (known?.digest === undefined || rule.isMutable(tag)) return undefined;
  const from = known.untold && known.move ? known.move.from : known.digest;
  return { from, to: digest, at: new Date(readAt).toISOString() };
}

/** An attempt that sent its alert and did not record it ends within this time: then it is recorded here. */
const SETTLED_MS = 15 * 60_000;

/**
 * Sends the alert on a move that the table has as not reported. Who sends it records that: until then every check of
 * the tag tries again, so that no crash loses an alert.
 */
export async function notifyMove(watch: Watch, rule: TagRule, record: TagRecord): Promise<void> {
  const move = unreportedMove(record);
  if (move === undefined) return;
  const isSent = await watch.notify(moveAlert(record, move, rule.message));
  await noteReported(watch.tags, record, move, isSent);
}

export function unreportedMove({ move, untold }: TagRecord): Move | undefined {
  return untold ? move : undefined;
}

/** @param isSent - Whether this caller has sent the alert: another one that did may not have recorded it. */
export async function noteReported(
  tags: TagTable,
  record: TagRecord,
  move: Move,
  isSent: boolean,
): Promise<void> {
  const settled = Date.now() - Date.parse(move.at) > SETTLED_MS;
  if (isSent || settled) await writeReported(tags, record, move);
}
