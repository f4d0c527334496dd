import type { Due } from '../../actions/due.ts';
import type { Enforced } from '../enforce.ts';

/** How many images one call notes besides those in their grace; the next walk finds the others. */
const MOST_NOTED = 1000;

/**
 * The images of which the hourly run has something to do later: their grace ends, or what was not done now can be done
 * then. What the limit of a day holds back is not among them: the next walk comes with the next day.
 *
 * @param leftUntil - When a deletion is tried that has to know how many tags there are. Default: in the next run.
 */
export function dueLater(enforced: readonly Enforced[], now: Date, leftUntil = now): Due[] {
  const waiting: Due[] = [];
  const undone: Due[] = [];
  for (const violation of enforced) {
    if (violation.kind !== 'tag') continue;
    const { repository, digest, graceUntil } = violation;
    const due = { capability: 'naming', repository, digest } as const;
    if (graceUntil !== undefined) waiting.push({ ...due, dueAt: new Date(graceUntil) });
    else if (violation.outcome === 'left') undone.push({ ...due, dueAt: leftUntil });
    else if (isUndone(violation)) undone.push({ ...due, dueAt: now });
  }
  return earliest([...waiting, ...undone.slice(0, MOST_NOTED)]);
}

function isUndone({ outcome, held }: Enforced): boolean {
  return outcome === 'late' || outcome === 'failed' || (outcome === 'held' && held?.per === 'run');
}

/** One for each image. */
function earliest(dues: readonly Due[]): Due[] {
  const byImage = new Map<string, Due>();
  for (const due of dues) {
    const before = byImage.get(imageKey(due));
    if (before === undefined || due.dueAt < before.dueAt) byImage.set(imageKey(due), due);
  }
  return [...byImage.values()];
}

export function imageKey({ repository, digest }: Pick<Due, 'repository' | 'digest'>): string {
  return `${repository}@${digest}`;
}
