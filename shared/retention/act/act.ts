import { LedgerUnreachableError } from '../../actions/errors.ts';
import type { Held } from '../../actions/held.ts';
import type { LimitedKind } from '../../config/schema/limited-kinds.ts';
import { rememberedFor } from '../../use/remembered.ts';
import { type Acted, actedOf } from './acted.ts';
import { type Current, readCurrent } from './current.ts';
import { type Acting, type EnforcedRetention, perform } from './perform.ts';
import { nextOf, type Units } from './together.ts';

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
  const open = new Set((await current()).due.map(({ root }) => root));
  const isOver = () => acted.some(({ error }) => error instanceof LedgerUnreachableError);
  while (!isOver()) {
    const now: Current = await current();
    const due = now.due.filter(({ root }) => open.has(root));
    const units = nextOf(due);
    if (units === undefined) break;
    if (Date.now() >= acting.until) {
      acted.push(...due.map((unit) => actedOf(unit, { outcome: 'late' })));
      break;
    }
    for (const { root } of units) open.delete(root);
    const done = await attempt(units, () =>
      perform({ acting, name, rule, now, gone, full }, units),
    );
    acted.push(...done);
    for (const { held } of done) if (held) full.set(held.kind, held);
    for (const digest of goneBy(done)) gone.add(digest);
  }
  return acted;
}

async function attempt(units: Units, work: () => Promise<Acted[]>): Promise<Acted[]> {
  try {
    return await work();
  } catch (error) {
    return units.map((unit) => actedOf(unit, { outcome: 'failed', error }));
  }
}

function goneBy(acted: readonly Acted[]): string[] {
  return acted
    .filter(({ outcome }) => outcome === 'archived' || outcome === 'deleted')
    .flatMap(({ unit }) => unit.images.map(({ imageDigest }) => imageDigest));
}
