import type { ECRClient } from '@aws-sdk/client-ecr';
import { quarantineTag } from '../registry/quarantine-tag.ts';
import { image } from '../registry/read.ts';
import { deleteTag, type Raced, replaceTag, type TaggedImage } from '../registry/retag.ts';
import { checkImage, type TagViolation, type Violation } from './check.ts';
import type { NamingPlan } from './plan.ts';
import type { Naming } from './rules.ts';

/** What was done about a violation. */
export type Enforced = Violation & { outcome: Outcome; error?: unknown };

export type Outcome =
  /** The rule's action is `report`: nothing but this. */
  | 'reported'
  /** Its image was pushed so lately that nothing is done yet. */
  | 'waiting'
  /** The image has its quarantine tag instead of the wrong one. */
  | 'quarantined'
  /** The tag is deleted, and with `imageGoes` its image by the last of them. */
  | 'deleted'
  /** It is to be deleted, and a run over the registry does that. */
  | 'left'
  /** It is to be deleted, and the run has deleted as much as it may. */
  | 'held'
  /** It cannot be deleted: its image is part of a multi-arch image. */
  | 'referenced'
  /** The tag was gone, or pointed to another image by now: that image has an event of its own. */
  | 'gone'
  /** The image has other tags than it had: what is to be deleted now would be something else. */
  | 'changed'
  /** The tag moved to another image in the moment it was removed, and that one is gone: it has to be pushed again. */
  | 'raced'
  /** It could not be done; `error` says why. The image may have its quarantine tag besides the wrong one. */
  | 'failed';

/**
 * Does what the rules of the violations want, one after the other. One that fails does not stop the
 * others. No more is deleted than the plan allows.
 */
export async function enforce(
  ecr: ECRClient,
  naming: Naming,
  { violations, deletes }: Pick<NamingPlan, 'violations' | 'deletes'>,
): Promise<Enforced[]> {
  const enforced: Enforced[] = [];
  let mayDelete = deletes?.most ?? 0;
  for (const violation of violations) {
    const outcome = inaction(violation) ?? spared(violation, deletes && mayDelete);
    const done = outcome ? { outcome } : await attempt(ecr, naming, violation as TagViolation);
    if (violation.action === 'delete' && mayHaveDeleted(done.outcome)) mayDelete -= 1;
    enforced.push({ ...violation, ...done });
  }
  return enforced;
}

function inaction({ action, graceUntil }: Violation): Outcome | undefined {
  if (action === 'report') return graceUntil ? 'waiting' : 'reported';
  return graceUntil ? 'waiting' : undefined;
}

/** A tag that is to be deleted, and is not in this run. */
function spared({ action }: Violation, mayDelete: number | undefined): Outcome | undefined {
  if (action !== 'delete') return undefined;
  if (mayDelete === undefined) return 'left';
  return mayDelete > 0 ? undefined : 'held';
}

/** After an error nobody knows: so it counts. */
function mayHaveDeleted(outcome: Outcome): boolean {
  return outcome === 'deleted' || outcome === 'raced' || outcome === 'failed';
}

async function attempt(
  ecr: ECRClient,
  naming: Naming,
  violation: TagViolation,
): Promise<Pick<Enforced, 'outcome' | 'error'>> {
  try {
    if (violation.action === 'delete') return { outcome: await remove(ecr, naming, violation) };
    return { outcome: await quarantine(ecr, violation) };
  } catch (error) {
    return { outcome: 'failed', error };
  }
}

async function quarantine(ecr: ECRClient, violation: TagViolation): Promise<Outcome> {
  const replaced = await replaceTag(ecr, tagged(violation), quarantineTag(violation.digest));
  if (replaced.state === 'raced') return raced(replaced);
  return replaced.state === 'moved' ? 'gone' : 'quarantined';
}

/** Only what was shown is deleted: right before, the image has to break the same rule in the same way. */
async function remove(ecr: ECRClient, naming: Naming, violation: TagViolation): Promise<Outcome> {
  const { repository, tag, digest, rule, imageGoes } = violation;
  const found = await image(ecr, repository, { imageTag: tag });
  if (found?.imageDigest !== digest) return 'gone';
  const same = checkImage(naming, repository, found).some(
    (now) =>
      now.kind === 'tag' &&
      now.tag === tag &&
      now.rule === rule &&
      now.imageGoes === imageGoes &&
      now.graceUntil === undefined,
  );
  if (!same) return 'changed';
  const deleted = await deleteTag(ecr, tagged(violation));
  return deleted.state === 'raced' ? raced(deleted) : deleted.state;
}

/** Where the tag is the other image's again, it has moved and no more. */
function raced({ givenBack }: Raced): Outcome {
  return givenBack ? 'gone' : 'raced';
}

function tagged({ repository, tag, digest }: TagViolation): TaggedImage {
  return { repositoryName: repository, imageTag: tag, imageDigest: digest };
}

/** @throws The first error, so that the event is retried: what is done by then is not done twice. */
export function throwIfFailed(enforced: readonly Enforced[]): void {
  const failed = enforced.find(({ outcome }) => outcome === 'failed');
  if (failed) throw failed.error;
}

/** How many of each outcome there are. */
export function countOutcomes(enforced: readonly Enforced[]): { [outcome in Outcome]?: number } {
  const counts: { [outcome in Outcome]?: number } = {};
  for (const { outcome } of enforced) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
