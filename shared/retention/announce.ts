import type { StoredImage } from './image.ts';
import type { Announced, Memory } from './memory.ts';
import type { RetentionPlan, Selected } from './plan/plan.ts';
import { DAY_MS, type RetentionRule } from './rules.ts';

/** What was announced, brought up to a plan. */
export interface Advanced {
  memory: Memory;
  /** What was announced long enough ago, the oldest first. */
  due: readonly Selected[];
  /** What the last announcement is about, of what is still selected. */
  announced: readonly Selected[];
  /** How many units are announced, due or not. */
  pending: number;
}

/** What was announced and is to be compared with a plan. */
export interface Announcing {
  memory: Memory;
  plan: Pick<RetentionPlan, 'selected' | 'doubts'>;
  rule: Pick<RetentionRule, 'wait'>;
  byDigest: ReadonlyMap<string, StoredImage>;
  /** When the walk began. */
  began: Date;
}

/** A walk begins at the same time each night, not to the minute. */
const EARLY_MS = 3_600_000;

/**
 * Where no walk has seen a repository for longer, nobody knows whether its images were selected all the time: one night
 * may be missing.
 */
const GAP_MS = 2.5 * DAY_MS;

/** A repository is announced once a week at most, and all that is new by then together. */
const BATCH_MS = 7 * DAY_MS;

/** A repository has so many units at most that are announced, or were archived: the others wait. */
const MOST_UNITS = 20_000;

/**
 * Announces what is new, forgets what is no longer selected, and says what is due. The same walk comes to the same
 * however often it asks.
 */
export function advance(announcing: Announcing): Advanced {
  const { memory, plan, rule, began } = announcing;
  const at = began.toISOString();
  const kept = keptFrom(announcing);
  const waiting = plan.selected.filter(({ root }) => kept[root]?.isStanding !== true);
  const isTime = canAnnounce(announcing) && waiting.length > 0;
  const room = Math.max(0, MOST_UNITS - Object.keys(kept).length);
  const fresh = isTime ? waiting.slice(0, room) : [];
  const last = fresh.length > 0 ? at : memory.announced;
  const units = Object.fromEntries([
    ...Object.entries(kept).map(([root, { entry }]) => [root, entry] as const),
    ...fresh.map((unit) => [unit.root, announcedAt(at, unit, kept[unit.root]?.entry)] as const),
  ]);
  const isOf = (unit: Selected) => units[unit.root]?.action === unit.action;
  const age = ({ root }: Selected) => began.getTime() - Date.parse(units[root]?.at ?? at);
  const pending = plan.selected.filter(isOf);
  return {
    pending: pending.length,
    memory: { seen: at, ...(last !== undefined && { announced: last }), units },
    due: plan.doubts.length > 0 ? [] : pending.filter((unit) => age(unit) >= rule.wait - EARLY_MS),
    announced: pending.filter(({ root }) => units[root]?.at === last),
  };
}

interface Known {
  entry: Announced;
  /** Its announcement counts for what is selected now. */
  isStanding: boolean;
}

/** What stays of the memory: what is still selected as announced, and what is in the archive. */
function keptFrom({ memory, plan, byDigest, began }: Announcing): Record<string, Known> {
  const selected = new Map(plan.selected.map((unit) => [unit.root, unit]));
  const isBroken = began.getTime() - Date.parse(memory.seen) > GAP_MS;
  const kept = Object.entries(memory.units).flatMap(([root, entry]) => {
    const unit = selected.get(root);
    const image = byDigest.get(root);
    const known = knownOf(entry, unit, image, isBroken);
    return known ? [[root, known] as const] : [];
  });
  return Object.fromEntries(kept);
}

function knownOf(
  entry: Announced,
  unit: Selected | undefined,
  image: StoredImage | undefined,
  isBroken: boolean,
): Known | undefined {
  const isSame = unit?.action === entry.action;
  // A deletion that has begun, or a move to the archive, goes on whatever the gap.
  if (image === undefined) return isSame ? { entry, isStanding: true } : undefined;
  if (image.status !== 'ACTIVE') {
    if (isSame && (entry.action === 'archive' || !isBroken)) return { entry, isStanding: true };
    return { entry: { ...entry, action: 'archive' }, isStanding: unit === undefined };
  }
  // One that was restored since has been wanted.
  const isRestored = (image.pushed ?? 0) > Date.parse(entry.at);
  if (!isSame || isBroken || isRestored) return undefined;
  return { entry: announcedAt(entry.at, unit), isStanding: true };
}

/** @param before - Of an image in the archive: only here it is known what belongs to it. */
function announcedAt(
  at: string,
  { root, action, images }: Selected,
  before?: Announced,
): Announced {
  const others = images.map(({ imageDigest }) => imageDigest).filter((it) => it !== root);
  const members = [...new Set([...(before?.with ?? []), ...others])];
  return { at, action: action === 'delete' ? 'delete' : 'archive', with: members };
}

/** With a doubt, nobody can say yet what goes. */
function canAnnounce({ memory, plan, rule, began }: Announcing): boolean {
  if (plan.doubts.length > 0) return false;
  if (memory.announced === undefined) return true;
  const since = began.getTime() - Date.parse(memory.announced);
  return since === 0 || since >= Math.min(rule.wait, BATCH_MS) - EARLY_MS;
}

/** Whether the memory has to be written: where nothing waits, the time alone is of no use. */
export function isNews(before: Memory, { memory, pending }: Advanced): boolean {
  if (JSON.stringify(before.units) !== JSON.stringify(memory.units)) return true;
  return pending > 0 && before.seen !== memory.seen;
}
