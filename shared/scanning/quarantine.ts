import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Gate } from '../actions/gate.ts';
import type { Held } from '../actions/held.ts';
import { isKeptByTag, KEPT_BY_TAG } from '../registry/tags/kept-by-tag.ts';
import { quarantineTag } from '../registry/tags/own-tag.ts';
import { replaceTag } from '../registry/tags/retag.ts';
import type { UseGuard } from '../use/guard.ts';
import type { Decision } from './decision.ts';
import type { Failure } from './findings/result.ts';
import type { Scanning } from './rules.ts';

/** What a quarantine needs, and what may hold it back. */
export interface Quarantining {
  ecr: ECRClient;
  scanning: Scanning;
  gate: Gate;
  /** Whether an image is in use. */
  guard: UseGuard;
}

/** What was done with a tag of an image that fails. */
export interface TagOutcome {
  repository: string;
  tag: string;
  digest: string;
  /**
   * moved: deleted, or on another image by now. raced: another image got it at that moment, and lost it. restored: as
   * replaced, but the image was put anew. released: somebody has given it back, and `why` says who. observed: the
   * rule is not enforced any more, and `why` says so.
   */
  outcome:
    | 'replaced'
    | 'restored'
    | 'moved'
    | 'raced'
    | 'released'
    | 'observed'
    | 'held'
    | 'failed';
  why?: string;
  held?: Held;
  /** Its entry in the audit log. */
  actionId?: string;
  error?: unknown;
}

/** What was to be done with an image, and what was done. */
export type Treatment =
  | Exclude<Decision, { kind: 'quarantine' }>
  /** The rule is not allowed yet, so it only observes. */
  | { kind: 'kept'; why: string; observed: true }
  | { kind: 'quarantined'; digest: string; tags: TagOutcome[] };

/**
 * Replaces the tags of an image that fails by its quarantine tag, one by one. The image always has a tag, as ECR
 * deletes an image with its last one. A retry goes on where an attempt stopped.
 */
export async function quarantine(
  with_: Quarantining,
  failure: Failure,
  decision: Extract<Decision, { kind: 'quarantine' }>,
): Promise<Treatment> {
  const { digest } = decision;
  const { repository } = failure;
  const enforcedRule = with_.scanning.enforcedFor(repository);
  if (enforcedRule === undefined) return { kind: 'reported' };
  const observed = await with_.gate.observes(enforcedRule);
  if (observed !== undefined) return { kind: 'kept', why: observed, observed: true };
  const released = await releasedOf(with_, repository, decision);
  const tags = decision.tags.filter((tag) => !released.some((it) => it.tag === tag));
  if (tags.length === 0) return { kind: 'kept', why: released[0]?.why ?? 'it has no tag' };
  const lastRecordedPullTime = lastPull(failure);
  const used = await with_.guard({ repository, digest, tags, lastRecordedPullTime });
  if (used !== undefined) return { kind: 'kept', why: used.why };
  for (const tag of tags) {
    const isKept = await isKeptByTag(with_.ecr, repository, tag, quarantineTag(digest));
    if (isKept) return { kind: 'kept', why: KEPT_BY_TAG };
  }
  const outcomes: TagOutcome[] = [...released];
  for (const tag of tags) {
    outcomes.push(await replaceOne(with_, failure, { ...decision, tags }, tag));
  }
  return { kind: 'quarantined', digest, tags: outcomes };
}

/** The tags that somebody has released on this image: they stay. */
async function releasedOf(
  { gate }: Quarantining,
  repository: string,
  { digest, tags }: Extract<Decision, { kind: 'quarantine' }>,
) {
  const found: (TagOutcome & { why: string })[] = [];
  for (const tag of tags) {
    const why = await gate.released('scanning', { repository, tag, digest });
    if (why !== undefined) found.push({ repository, tag, digest, outcome: 'released', why });
  }
  return found;
}

/** Other platforms of the image may be in use: they lose the same tags. */
function lastPull({ pulledAt, partOf }: Failure): Date | undefined {
  const times = [pulledAt, partOf?.pulledAt].filter((time) => time !== undefined);
  return times.toSorted((a, b) => b.getTime() - a.getTime())[0];
}

async function replaceOne(
  { ecr, gate, scanning }: Quarantining,
  { repository }: Failure,
  { digest, tags }: Extract<Decision, { kind: 'quarantine' }>,
  tag: string,
): Promise<TagOutcome> {
  const base = { repository, tag, digest };
  const rule = scanning.enforcedFor(repository);
  if (rule === undefined) throw new TypeError(`no enforced rule applies to ${repository}`);
  const kept = quarantineTag(digest);
  const actionId = {
    ...{ kind: 'quarantine' as const, rule, repository, target: `${repository}:${tag}` },
    ...{
      what: `replace the tag by ${kept}`,
      before: { tag, digest },
      after: { tag: kept, digest },
    },
  };
  const work = async () => {
    const from = { repositoryName: repository, imageTag: tag, imageDigest: digest, others: tags };
    const replaced = await replaceTag(ecr, from, kept);
    const isKept = replaced.state === 'raced' && replaced.givenBack;
    const outcome = isKept ? 'moved' : replaced.state;
    return { outcome, unneeded: outcome === 'moved' };
  };
  try {
    const performed = await gate.perform(actionId, work);
    if (performed.state === 'held') return { ...base, outcome: 'held', held: performed };
    if (performed.state === 'observed') {
      return { ...base, outcome: 'observed', why: performed.why };
    }
    return { ...base, outcome: performed.result.outcome, actionId: performed.id };
  } catch (error) {
    return { ...base, outcome: 'failed', error };
  }
}
