import { type HeldBack, heldBack } from '../actions/held.ts';
import type { ScanPart } from './collect.ts';
import type { ScanPlan } from './plan.ts';
import type { TagOutcome } from './quarantine.ts';
import type { Reaction } from './react.ts';

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
  held: HeldBack[];
}

export function progressOf(left: unknown): Progress {
  const nothing = { next: 0, checked: 0, failed: 0, unknown: 0, pending: 0, notified: 0 };
  return (left as Progress | undefined) ?? { ...nothing, tags: {}, held: [] };
}

/** Adds what was found, and what was done about it. */
export function note(progress: Progress, plan: ScanPlan, reaction: Reaction): void {
  progress.failed += plan.failures.length;
  progress.unknown += plan.unknown.length;
  progress.pending += plan.pending;
  progress.notified += reaction.notified;
  // The first ones are listed, the others are counted.
  const held = heldBack(reaction.held);
  progress.held.push(...(progress.held.length > 0 ? held.map(counted) : held));
  for (const { outcome } of reaction.tags) {
    progress.tags[outcome] = (progress.tags[outcome] ?? 0) + 1;
  }
}

function counted(held: HeldBack): HeldBack {
  return { ...held, what: [] };
}

/** What the run answers, and logs. */
export function resultOf({ repositories, found, others }: ScanPart, progress: Progress) {
  const { checked: images, failed, unknown, pending, notified, tags } = progress;
  const counts = { failed, unknown, pending, left: found - images, others };
  return { lookedAt: { repositories, images }, counts, notified, tags };
}
