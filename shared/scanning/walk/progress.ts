import { type HeldPart, heldParts, together } from '../../actions/held.ts';
import type { ScanPlan } from '../plan.ts';
import type { TagOutcome } from '../quarantine.ts';
import type { Reaction } from '../react.ts';
import type { ScanPart } from './collect.ts';

/** How far the check of all candidates has come, as JSON: a later invocation goes on from here. */
export interface Progress {
  /** The first candidate that was not checked. */
  next: number;
  /** How many were, without those whose scan could not be read. */
  checked: number;
  failed: number;
  unknown: number;
  pending: number;
  notified: number;
  /** What was done with tags: how many of each outcome. */
  tags: { [outcome in TagOutcome['outcome']]?: number };
  /** What the limit holds back, and in which repositories: several batches may be about the same. */
  held?: HeldPart;
  heldIn: string[];
}

export function progressOf(left: unknown): Progress {
  const nothing = { next: 0, checked: 0, failed: 0, unknown: 0, pending: 0, notified: 0 };
  return (left as Progress | undefined) ?? { ...nothing, tags: {}, heldIn: [] };
}

/** Adds what was found, and what was done about it. */
export function note(progress: Progress, plan: ScanPlan, reaction: Reaction): void {
  progress.failed += plan.failures.length;
  progress.unknown += plan.unknown.length;
  progress.pending += plan.pending;
  progress.notified += reaction.notified;
  noteHeld(progress, reaction.held);
  for (const { outcome } of reaction.tags) {
    progress.tags[outcome] = (progress.tags[outcome] ?? 0) + 1;
  }
}

/** All are held back by the same limit, `limits.quarantine`. */
function noteHeld(progress: Progress, found: Reaction['held']): void {
  const [part] = heldParts(found);
  if (part === undefined) return;
  const all = new Set([...progress.heldIn, ...found.map(({ repository }) => repository)]);
  const [repository] = all;
  const { repository: _, ...sum } = progress.held ? together(progress.held, part) : part;
  const only = all.size === 1 && repository !== undefined && { repository };
  progress.held = { ...sum, repositories: all.size, ...only };
  progress.heldIn = [...all];
}

/** What the run answers, and logs. */
export function resultOf({ repositories, found, others }: ScanPart, progress: Progress) {
  const { checked: images, failed, unknown, pending, notified, tags } = progress;
  const counts = { failed, unknown, pending, left: found - images, others };
  return { lookedAt: { repositories, images }, counts, notified, tags };
}
