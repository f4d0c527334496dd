import { countsOf, noteCounts } from '../actions/counts.ts';
import type { Gate } from '../actions/gate.ts';
import { heldAlertsOf } from '../actions/held.ts';
import { notifyUnsent } from '../actions/unsent.ts';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import type { Notifier } from '../alerts/notifier.ts';
import type { BaselineConfig } from '../config/schema/schema.ts';
import { SLICE_PREVIEWS } from '../registry/lifecycle/preview-all.ts';
import { scanTypeOf } from '../registry/settings/scan-type.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { observeSlice } from '../settings/slice.ts';
import type { Done, Slice, Visitor, Walk, Walked } from '../walk/visitor.ts';
import { coveredByBaseline, repositoryAlerts, unreadAlerts } from './alert.ts';
import { actionCounts } from './apply.ts';
import { type Collected, collectBaseline } from './collect.ts';
import { type BaselinePart, partOf, sumOf } from './part.ts';
import { planOf } from './plan.ts';
import { react } from './react.ts';

export interface BaselineVisiting {
  rules: BaselineConfig;
  /** Prefixes of the cache rules in registry.yml, exempt besides those of the registry. */
  cachePrefixes: readonly string[];
  gate: Gate;
  notifier: Pick<Notifier, 'notify' | 'resolve'>;
  ledger: Ledger;
}

export interface BaselineBegun {
  /** Of the registry; absent where no rule needs it. */
  scanType?: string;
  /** To how many repositories rules applied on the last walk: what a percentage of repositories refers to. */
  governed?: number;
}

/** The name of the counts in the ledger. */
const GOVERNED = 'governed';

/** Brings the settings of repositories in line with `baseline:`, slice by slice. Needs no images. */
export function baselineVisitor(with_: BaselineVisiting): Visitor<BaselinePart, BaselineBegun> {
  return {
    name: 'baseline',
    begin: (walk) => begin(with_, walk),
    slice: (slice, begun) => {
      const existing = slice.cacheRules.map((rule) => rule.ecrRepositoryPrefix);
      const collector = collectBaseline(with_.rules, [...existing, ...with_.cachePrefixes]);
      const end = () => bringInLine(with_, slice, begun, collector);
      const nothing = () => undefined;
      return { repository: with_.rules.length === 0 ? nothing : collector.repository, end };
    },
    done: (walked) => done(with_, walked),
  };
}

async function begin({ rules, ledger }: BaselineVisiting, { ecr, began }: Walk) {
  const { repositories: governed } = (await countsOf(ledger, GOVERNED, began)) ?? {};
  return {
    ...(rules.some((rule) => rule.scanOnPush) && { scanType: await scanTypeOf(ecr) }),
    ...(governed !== undefined && { governed }),
  };
}

/** A percentage refers to what the last walk has counted. Where none has, or of other rules, the slice is less than all. */
async function bringInLine(
  { rules, gate, notifier }: BaselineVisiting,
  slice: Slice,
  { scanType, governed }: BaselineBegun,
  collected: Collected,
): Promise<BaselinePart> {
  const { ecr, settings, uses, indexes } = slice;
  const observed = await observeSlice(slice, collected.governed, scanType);
  const planned = planOf(collected.names, observed);
  const plan = { ...planned, of: Math.max(governed ?? 0, collected.governed.length) };
  const options = { bounds: SLICE_PREVIEWS, alertsOf: repositoryAlerts };
  const reaction = await react(
    { ecr, gate, rules, use: { uses, indexes } },
    notifier,
    plan,
    options,
  );
  const set = reaction.applied.filter(({ outcome }) => outcome === 'set');
  settings.forget(set.map(({ repository }) => repository));
  return partOf(reaction);
}

async function done(
  { notifier, ledger }: BaselineVisiting,
  walked: Walked<BaselinePart, BaselineBegun>,
): Promise<Done> {
  const { checked, governed, outcomes, standing, unread, held } = await sumOf(walked.parts());
  const found = [...heldAlertsOf('baseline', held), ...unreadAlerts(unread)];
  await notifier.notify(found);
  const causes = [...standing, ...found.map(({ cause }) => cause.id)];
  const stands = causes.map((id) => ({ cause: { id, windowSeconds: 0 } }));
  await notifier.resolve(coveredByBaseline(walked, unread), stands);
  await notifyUnsent(ledger, notifier.notify, 'baseline');
  if (walked.hasSeen(undefined)) {
    await noteCounts(ledger, GOVERNED, { repositories: governed }, walked.began);
  }
  const result = { checked, outcomes, unread: unread.length };
  logger.info('Repositories checked against their rules', result);
  count(actionCounts(outcomes));
  return { result };
}
