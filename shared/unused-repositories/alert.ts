import { type HeldAction, type HeldPart, heldAlertsOf } from '../actions/held.ts';
import type { Alert } from '../alerts/alert.ts';
import type { ScheduledRun } from '../alerts/notifying.ts';
import { quoted } from '../alerts/quote.ts';
import type { InventoryConfig } from '../config/schema/schema.ts';
import { explained } from '../runtime/explain.ts';
import type { UnreadRepository } from '../walk/unread.ts';
import type { Walked } from '../walk/visitor.ts';
import type { Done } from './act.ts';
import { DELETE_AFTER, dayOf, isDay, KEEP, UNUSED_SINCE } from './marks.ts';
import { nameOf } from './rules.ts';
import { sizeInWords } from './words.ts';

/** Seconds after which an alert on what has not changed is sent again. */
const WINDOW_SECONDS = 30 * 86_400;

/** How many repositories that could not be read are named. */
const MOST_UNREAD = 20;

/** The alerts on single repositories: those that are unused, that were deleted, or with which something failed. */
export function repositoryAlerts(
  done: readonly Done[],
  prices: InventoryConfig['prices'],
): Alert[] {
  return done.flatMap((one) => {
    if (one.outcome === 'failed') return [failedAlert(one)];
    if (one.outcome === 'deleted') return [deletedAlert(one)];
    if (one.outcome === 'gone' || one.standing.state !== 'unused') return [];
    return [unusedAlert(one, one.standing.lastUse, prices)];
  });
}

function unusedAlert(done: Done, lastUse: Date, prices: InventoryConfig['prices']): Alert {
  const { repository, rule, tags, added, images } = done;
  const { repositoryName: name, repositoryArn: arn = '' } = repository;
  const marks = { ...tags, ...added };
  const deleteAfter = images === 0 && rule.action === 'delete' ? marks[DELETE_AFTER] : undefined;
  const isMarked = Object.hasOwn(marks, UNUSED_SINCE);
  return {
    kind: 'repository.unused',
    cause: {
      id: `unused-repositories/${name}`,
      windowSeconds: WINDOW_SECONDS,
      occasion: deleteAfter ?? (isMarked ? 'marked' : 'reported'),
    },
    title: `${name} is unused since ${dayOf(lastUse)}`,
    where: { text: name, repository: name },
    severity: deleteAfter === undefined ? 'info' : 'warning',
    stands: true,
    what: [
      `It was created before ${rule.afterDays} days, and no image was pushed or pulled since (rule: ${quoted(nameOf(rule))})`,
      `It has ${sizeInWords(done, prices)}`,
      ...(deleteAfter === undefined ? [] : [deletionLine(deleteAfter)]),
    ],
    done: doneLines(done),
    todo: [
      ...(deleteAfter === undefined ? ['Delete it if nobody needs it'] : []),
      `To keep it: aws ecr tag-resource --resource-arn ${arn} --tags Key=${KEEP},Value=true`,
    ],
  };
}

function deletionLine(day: string): string {
  return isDay(day)
    ? `It is deleted after ${day}, unless it is used, gets an image, or has the tag ${KEEP}`
    : `It is not deleted: its tag ${DELETE_AFTER} is not a day such as 2027-01-31, but ${quoted(day)}`;
}

function doneLines({ outcome, added = {}, why, actionId }: Done): string[] {
  if (outcome === 'tagged') {
    const set = Object.entries(added).map(([key, value]) => `${key}=${value}`);
    return [
      `It has got the resource tags ${set.join(', ')}`,
      ...(actionId ? [`To undo it: npx ecr-steward undo ${actionId}`] : []),
    ];
  }
  if (outcome === 'spared') return [`Not deleted: ${why}`];
  if (outcome === 'observed' || outcome === 'held') return [`Nothing was done: ${why}`];
  return [];
}

function deletedAlert({ repository, rule, actionId, standing }: Done): Alert {
  const { repositoryName: name } = repository;
  const since = standing.state === 'unused' ? ` since ${dayOf(standing.lastUse)}` : '';
  return {
    kind: 'repository.deleted',
    cause: { id: `unused-repositories/deleted/${actionId}`, windowSeconds: WINDOW_SECONDS },
    title: `${name} was deleted: it was empty, and unused${since}`,
    where: { text: name, repository: name },
    severity: 'warning',
    what: [`No image was lost (rule: ${quoted(nameOf(rule))})`],
    done: ['Its policies, tags and other settings are in the audit log'],
    todo: [`To create it again with them: npx ecr-steward undo ${actionId}`],
  };
}

function failedAlert({ repository: { repositoryName: name }, error }: Done): Alert {
  return {
    kind: 'unused-repositories.failed',
    cause: { id: `unused-repositories/failed/${name}`, windowSeconds: 7 * 86_400 },
    title: `${name} is unused, and could not be marked or deleted`,
    where: { text: name, repository: name },
    severity: 'error',
    stands: true,
    what: [explained(error)],
    todo: ['Fix the cause; the next walk tries again'],
  };
}

/** One alert on all repositories whose resource tags could not be read. */
export function unreadAlerts(unread: readonly UnreadRepository[]): Alert[] {
  const [first] = unread;
  if (first === undefined) return [];
  const [only] = unread.length === 1 ? [first.repository] : [];
  const text = only ?? `${unread.length} repositories`;
  const more = unread.length - MOST_UNREAD;
  return [
    {
      kind: 'unused-repositories.failed',
      cause: { id: 'unused-repositories/unread', windowSeconds: 7 * 86_400 },
      title: `The resource tags of ${text} could not be read`,
      where: { text, ...(only !== undefined && { repository: only }) },
      severity: 'error',
      stands: true,
      what: [
        'Whether somebody keeps them is unknown: they are left alone',
        ...unread.slice(0, MOST_UNREAD).map(({ repository, error }) => `${repository}: ${error}`),
        ...(more > 0 ? [`and ${more} more`] : []),
      ],
      todo: ['Fix the cause; the next walk tries again'],
    },
  ];
}

/** What limits hold back. */
export function heldOf(done: readonly Done[]): HeldAction[] {
  return done.flatMap(({ held, repository: { repositoryName: repository } }) =>
    held ? [{ held, repository, what: `${repository} is not deleted` }] : [],
  );
}

export function heldAlerts(held: readonly HeldPart[]): Alert[] {
  return heldAlertsOf('unused-repositories', held);
}

/**
 * What a walk has covered: all that was seen, but what could not be read or may be in use.
 *
 * @param uncertain - Repositories that may be in use.
 */
export function coveredByWalk(
  { began, hasSeen }: Pick<Walked, 'began' | 'hasSeen'>,
  unread: readonly UnreadRepository[],
  uncertain: readonly string[],
): ScheduledRun {
  const unseen = new Set([...unread.map(({ repository }) => repository), ...uncertain]);
  return {
    kinds: ['repository.unused', 'unused-repositories.failed', 'unused-repositories.held'],
    began,
    covers: ({ repository }, kind) => {
      if (kind === 'unused-repositories.held' || repository === undefined) {
        return unseen.size === 0 && hasSeen(undefined);
      }
      return hasSeen(repository) && !unseen.has(repository);
    },
  };
}
