import type { Gate } from '../../actions/gate.ts';
import { notifyUnsent } from '../../actions/unsent.ts';
import type { Ledger } from '../../alerts/ledger/ledger.ts';
import type { Notifier } from '../../alerts/notifier.ts';
import { countOutcomes } from '../../changes/apply.ts';
import type { RegistryConfig } from '../../config/schema/schema.ts';
import { SLICE_PREVIEWS } from '../../registry/lifecycle/preview-all.ts';
import { logger } from '../../runtime/logger.ts';
import { count } from '../../runtime/metrics.ts';
import { isPlainRepository } from '../../settings/change.ts';
import type { Governed } from '../../settings/observe.ts';
import { previewSettings } from '../../settings/preview.ts';
import { observeSlice } from '../../settings/walk/slice.ts';
import type { Done, Slice, Visitor, Walked } from '../../walk/visitor.ts';
import { applyCache } from '../apply.ts';
import { singleAlerts } from '../apply-alerts.ts';
import { enforcedRules } from '../enforced-rules.ts';
import { coveredByWalk, type Remaining, remainingAlerts, remainingOf } from './alert.ts';
import { collectCached } from './collect.ts';
import { planRepositories } from './plan.ts';

export interface CachedVisiting {
  declared: RegistryConfig['pullThroughCache'];
  gate: Gate;
  notifier: Pick<Notifier, 'notify' | 'resolve'>;
  ledger: Ledger;
}

/** What a slice leaves for the end of the walk. */
export interface CachedPart extends Remaining {
  asDeclared: number;
  outcomes: ReturnType<typeof countOutcomes>;
  /** The ids of the causes of the alerts that stand. */
  standing: string[];
}

/**
 * Brings the repositories that cache rules have created in line with their `repositories:`, slice by slice. Needs no
 * images. The rules themselves are brought in line before, by reconcileCache.
 */
export function cachedVisitor(with_: CachedVisiting): Visitor<CachedPart> {
  return {
    name: 'cache',
    slice: (slice) => {
      const collector = collectCached(with_.declared);
      const end = () => bringInLine(with_, slice, collector.cached);
      return { repository: collector.repository, end };
    },
    done: (walked) => done(with_, walked),
  };
}

async function bringInLine(
  { declared, gate, notifier }: CachedVisiting,
  slice: Slice,
  cached: readonly Governed[],
): Promise<CachedPart> {
  const { ecr, settings, uses, indexes } = slice;
  const seen = await observeSlice(slice, cached);
  const observed = await previewSettings(ecr, seen, { uses, indexes }, SLICE_PREVIEWS);
  const changes = planRepositories(declared, observed);
  const applied = await applyCache({ ecr, gate, rules: enforcedRules(declared) }, { changes });
  const shown = applied.filter((change) => !isPlainRepository(change));
  settings.forget(
    shown.flatMap((it) => (it.kind === 'repository' && it.actionIds ? it.repository : [])),
  );
  const found = singleAlerts(shown);
  await notifier.notify(found);
  await gate.notified(shown.flatMap(({ actionIds = [] }) => actionIds));
  return {
    asDeclared: applied.length - shown.length,
    outcomes: countOutcomes(shown),
    standing: found.filter(({ stands }) => stands).map(({ cause }) => cause.id),
    ...remainingOf(shown),
  };
}

async function done(
  { declared, notifier, ledger }: CachedVisiting,
  walked: Walked<CachedPart>,
): Promise<Done> {
  const parts = await Array.fromAsync(walked.parts());
  const found = remainingAlerts({
    waiting: parts.flatMap((part) => part.waiting),
    held: parts.flatMap((part) => part.held),
  });
  await notifier.notify(found);
  const standing = parts.flatMap((part) => part.standing);
  const causes = [...standing, ...found.map(({ cause }) => cause.id)];
  const stands = causes.map((id) => ({ cause: { id, windowSeconds: 0 } }));
  await notifier.resolve(coveredByWalk(declared, walked), stands);
  await notifyUnsent(ledger, notifier.notify, 'cache');
  const outcomes = sumOf(parts.map((part) => part.outcomes));
  const asDeclared = parts.reduce((sum, part) => sum + part.asDeclared, 0);
  const result = { ...outcomes, repositoriesAsDeclared: asDeclared };
  logger.info('Cached repositories reconciled', result);
  count(outcomes);
  return { result };
}

function sumOf(all: readonly CachedPart['outcomes'][]): CachedPart['outcomes'] {
  const of = (key: keyof CachedPart['outcomes']) => all.reduce((sum, it) => sum + it[key], 0);
  return {
    ...{ ActsDone: of('ActsDone'), ActsHeld: of('ActsHeld') },
    ...{ ActsObserved: of('ActsObserved'), ActsFailed: of('ActsFailed') },
  };
}
