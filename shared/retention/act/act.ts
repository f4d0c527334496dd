import { LedgerUnreachableError } from '../../actions/errors.ts';
import type { Gate } from '../../actions/gate.ts';
import type { Held } from '../../actions/held.ts';
import type { LimitedKind } from '../../config/schema/limited-kinds.ts';
import { imagesOf } from '../../registry/read.ts';
import { rememberedFor } from '../../use/remembered.ts';
import { type StoredImage, storedImage } from '../image.ts';
import type { Selected } from '../plan/plan.ts';
import type { RetentionRule } from '../rules.ts';
import { type Totals, totalsOf } from '../totals.ts';
import { actionOf } from './action.ts';
import { type Current, type CurrentReading, readCurrent } from './current.ts';
import { workOn } from './work.ts';

/** What was done with a unit that was due. */
export interface Acted {
  unit: Selected;
  outcome: Outcome;
  totals: Totals;
  why?: string;
  held?: Held;
  /** Its entry in the audit log. */
  actionId?: string;
  error?: unknown;
}

export type Outcome =
  | 'archived'
  | 'deleted'
  /** ECR refuses it: another image needs it. */
  | 'refused'
  /** The rule is not allowed, or paused. */
  | 'observed'
  /** It is over a limit. */
  | 'held'
  /** It has other tags than a minute ago, or was pushed again: the next night decides. */
  | 'changed'
  /** Time was up: the next night goes on. */
  | 'late'
  | 'failed';

export interface Acting extends CurrentReading {
  gate: Gate;
  /** No action is begun after it, in milliseconds since 1970. */
  until: number;
}

/** A rule that can be enforced. */
export type EnforcedRetention = RetentionRule & {
  enforcedRule: NonNullable<RetentionRule['enforcedRule']>;
};

/** Milliseconds: what was read longer ago is read again before the next action. */
const FRESH_MS = 60_000;

/**
 * Does what is due in a repository, the oldest first, as far as the gate and the time allow. Before each action all that
 * decides it is as it was a minute ago or later; the images themselves are read right before. A failure does not stop
 * the others; without a ledger nothing more is tried.
 */
export async function actOn(
  acting: Acting,
  name: string,
  rule: EnforcedRetention,
): Promise<Acted[]> {
  const current = rememberedFor(FRESH_MS, () => readCurrent(acting, name, rule));
  const acted: Acted[] = [];
  const gone = new Set<string>();
  const full = new Map<LimitedKind, Held>();
  for (const { root } of (await current()).due) {
    if (Date.now() >= acting.until) {
      acted.push(...(await leftOf(current, acted)));
      break;
    }
    const now = await current();
    const unit = now.due.find((it) => it.root === root);
    if (unit === undefined) continue;
    const done = await attempt({ acting, name, rule, now, gone, full }, unit);
    acted.push({ ...done, unit, totals: totalsOf(unit.images) });
    if (done.outcome === 'archived' || done.outcome === 'deleted') {
      for (const { imageDigest } of unit.images) gone.add(imageDigest);
    }
    if (done.held) full.set(done.held.kind, done.held);
    if (done.error instanceof LedgerUnreachableError) break;
  }
  return acted;
}

async function leftOf(current: () => Promise<Current>, acted: readonly Acted[]): Promise<Acted[]> {
  const begun = new Set(acted.map(({ unit }) => unit.root));
  const left = (await current()).due.filter(({ root }) => !begun.has(root));
  return left.map((unit) => ({ unit, outcome: 'late', totals: totalsOf(unit.images) }));
}

interface Attempt {
  acting: Acting;
  name: string;
  rule: EnforcedRetention;
  now: Current;
  /** Digests that were archived or deleted since the repository was read. */
  gone: ReadonlySet<string>;
  /** Limits that are reached: what is held back once is held back for all that follow. */
  full: ReadonlyMap<LimitedKind, Held>;
}

type Done = Omit<Acted, 'unit' | 'totals'>;

async function attempt(with_: Attempt, unit: Selected): Promise<Done> {
  try {
    return await perform(with_, unit);
  } catch (error) {
    return { outcome: 'failed', error };
  }
}

async function perform(with_: Attempt, unit: Selected): Promise<Done> {
  const { acting, name, rule, full } = with_;
  const { ecr, gate } = acting;
  const images = movable(with_, unit);
  const action = actionOf(name, rule.enforcedRule, { ...unit, images });
  const observed = await gate.observes(action.rule, action.kind);
  if (observed !== undefined) return { outcome: 'observed', why: observed };
  const held = full.get(action.kind as LimitedKind);
  if (held) return { outcome: 'held', held };
  if (!(await areSame(with_, images))) return { outcome: 'changed' };
  const performed = await gate.perform(action, () => workOn(ecr, name, { ...unit, images }));
  if (performed.state === 'observed') return { outcome: 'observed', why: performed.why };
  if (performed.state === 'held') return { outcome: 'held', held: performed };
  return { outcome: performed.result.outcome, actionId: performed.id };
}

/** Without the parts that an index outside of the unit still needs: they go with that one. */
function movable({ now: { relations }, gone }: Attempt, { images }: Selected): StoredImage[] {
  const own = new Set(images.map(({ imageDigest }) => imageDigest));
  return images.filter(({ imageDigest }) =>
    relations
      .indexesOf(imageDigest)
      .every(
        (index) =>
          own.has(index) || gone.has(index) || relations.byDigest.get(index)?.status !== 'ACTIVE',
      ),
  );
}

/** Whether the images are now as they were when they were selected. */
async function areSame(
  { acting: { ecr }, name }: Attempt,
  images: readonly StoredImage[],
): Promise<boolean> {
  const digests = images.map(({ imageDigest }) => imageDigest);
  const found = await imagesOf(ecr, name, digests, { imageStatus: 'ANY' });
  const now = new Map(found.map((it) => [it.imageDigest, storedImage(it)]));
  return images.every((image) => {
    const is = now.get(image.imageDigest);
    // One that is gone meanwhile cannot be lost.
    return is === undefined || stateOf(is) === stateOf(image);
  });
}

function stateOf({ imageTags = [], status, pushed }: StoredImage): string {
  return JSON.stringify([imageTags.toSorted(), status, pushed]);
}
