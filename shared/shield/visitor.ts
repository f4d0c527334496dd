import type { Gate } from '../actions/gate.ts';
import { heldAlertsOf } from '../actions/held.ts';
import { notifyUnsent } from '../actions/unsent.ts';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import type { Notifier } from '../alerts/notifier.ts';
import type { ShieldConfig } from '../config/schema/schema.ts';
import { SLICE_PREVIEWS } from '../registry/lifecycle/preview-all.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import type { Store } from '../runtime/store/store.ts';
import type { UseGuard } from '../use/guard.ts';
import type { Done, Slice, Visitor, Walked } from '../walk/visitor.ts';
import { coveredByShield, repositoryAlerts } from './alert.ts';
import { applyShield } from './apply.ts';
import { type Collector, collectShield, plansOf } from './collect.ts';
import { type OutcomeCounts, partOf, type ShieldPart, sumOf } from './part.ts';
import { previewShield } from './preview.ts';
import { readUnneeded, unneededSince, writeUnneeded } from './record.ts';
import type { Unneeded } from './step.ts';

export interface ShieldVisiting {
  rules: ShieldConfig;
  gate: Gate;
  guard: UseGuard;
  notifier: Pick<Notifier, 'notify' | 'resolve'>;
  ledger: Ledger;
  /** Where it is kept since when images are not in use. */
  store: Store;
}

/** See Shielding. */
export interface ShieldBegun {
  unneeded: Unneeded[];
}

/** Keeps what runs from the lifecycle policies of its repository, where a rule of `shield:` names that. */
export function shieldVisitor(with_: ShieldVisiting): Visitor<ShieldPart, ShieldBegun> {
  const { rules, store } = with_;
  const isOff = rules.length === 0;
  return {
    name: 'shield',
    onlyTagged: isOff,
    begin: async ({ registry }) => ({
      unneeded: isOff ? [] : await unneededSince(store, registry),
    }),
    slice: async (slice, { unneeded }) => {
      const { began, indexes, settings } = slice;
      if (isOff) return { repository: () => undefined, end: () => partOf([], [], []) };
      const uses = await slice.uses();
      const reading = { rules, uses, began, indexes, settings, unneeded };
      const collector = collectShield(reading);
      return { repository: collector.repository, end: () => act(with_, slice, collector) };
    },
    done: (walked) => done(with_, walked),
  };
}

async function act(
  { rules, gate, guard, notifier }: ShieldVisiting,
  { ecr, settings, until }: Slice,
  { seen }: Collector,
): Promise<ShieldPart> {
  const plans = await previewShield(ecr, await plansOf({ settings }, seen), SLICE_PREVIEWS);
  const applied = await applyShield({ ecr, rules, gate, guard }, plans, until);
  const put = applied.filter(({ step, outcome }) => step === 'rule' && outcome === 'set');
  settings.forget(put.map(({ repository }) => repository));
  const found = repositoryAlerts(plans, applied);
  await notifier.notify(found);
  await gate.notified(applied.flatMap(({ actionId }) => actionId ?? []));
  return partOf(plans, applied, found);
}

async function done(
  { rules, notifier, ledger, store }: ShieldVisiting,
  walked: Walked<ShieldPart, ShieldBegun>,
): Promise<Done> {
  const { repositories, kept, outcomes, standing, held, unneeded } = await sumOf(walked.parts());
  const found = heldAlertsOf('shield', held);
  await notifier.notify(found);
  const causes = [...standing, ...found.map(({ cause }) => cause.id)];
  const stands = causes.map((id) => ({ cause: { id, windowSeconds: 0 } }));
  const isKnown = rules.length === 0 || (await walked.uses()).unknown.length === 0;
  await notifier.resolve(coveredByShield(isKnown, walked), stands);
  await notifyUnsent(ledger, notifier.notify, 'shield');
  if (rules.length > 0) {
    const before = await readUnneeded(store, walked.registry);
    const unseen = before.filter(({ repository }) => !walked.hasSeen(repository));
    await writeUnneeded(store, walked.registry, [...unneeded, ...unseen]);
  }
  const result = { repositories, kept, outcomes };
  logger.info('What runs is kept from lifecycle policies', result);
  count(actionCounts(outcomes));
  return { result };
}

/** The metrics of actions, for the dashboard. */
function actionCounts({ set = 0, held = 0, observed = 0, failed = 0 }: OutcomeCounts) {
  return { ActsDone: set, ActsHeld: held, ActsObserved: observed, ActsFailed: failed };
}
