import type { Gate } from '../actions/gate.ts';
import { notifyUnsent } from '../actions/unsent.ts';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import type { Notifier } from '../alerts/notifier.ts';
import type { InventoryConfig, UnusedRepositoriesConfig } from '../config/schema/schema.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import type { Uses } from '../use/uses.ts';
import type { Slice, Visitor, Done as WalkDone, Walked } from '../walk/visitor.ts';
import { act, type Done } from './act.ts';
import { coveredByWalk, heldAlerts, repositoryAlerts, unreadAlerts } from './alert.ts';
import { collectRepositories, type SeenRepository } from './collect.ts';
import { actionCounts, partOf, sumOf, type UnusedPart } from './part.ts';
import { judgeAll } from './plan.ts';

export interface UnusedVisiting {
  rules: UnusedRepositoriesConfig;
  /** Prefixes of the cache rules in registry.yml, exempt besides those of the registry. */
  cachePrefixes: readonly string[];
  prices: InventoryConfig['prices'];
  gate: Gate;
  notifier: Pick<Notifier, 'notify' | 'resolve'>;
  ledger: Ledger;
  /** Who runs what right now: asked before a deletion. */
  usesNow(): Promise<Uses>;
}

/** Finds repositories that nobody uses, marks them and, where they are empty, deletes them after a waiting time. */
export function unusedVisitor(with_: UnusedVisiting): Visitor<UnusedPart> {
  return {
    name: 'unused-repositories',
    slice: (slice) => {
      const existing = slice.cacheRules.map((rule) => rule.ecrRepositoryPrefix);
      const prefixes = [...existing, ...with_.cachePrefixes];
      const { repository, seen } = collectRepositories(with_.rules, prefixes);
      return { repository, end: () => actOn(with_, slice, seen) };
    },
    done: (walked) => done(with_, walked),
  };
}

/** One after the other: each counts towards the same limits. */
async function actOn(
  { gate, notifier, rules, prices, usesNow }: UnusedVisiting,
  { ecr, settings, began, ...walk }: Slice,
  seen: readonly SeenRepository[],
): Promise<UnusedPart> {
  if (seen.length === 0) return partOf([], [], []);
  const { judged, unread } = await judgeAll(settings, seen, await walk.uses(), began);
  const all: Done[] = [];
  for (const one of judged) all.push(await act({ ecr, gate, rules, usesNow }, one, began));
  const changed = all.filter(({ outcome }) => outcome !== 'none');
  settings.forget(changed.map(({ repository }) => repository.repositoryName));
  const alerts = repositoryAlerts(all, prices);
  await notifier.notify(alerts);
  await gate.notified(all.flatMap(({ actionId }) => actionId ?? []));
  return partOf(all, unread, alerts);
}

async function done(
  { notifier, ledger }: UnusedVisiting,
  walked: Walked<UnusedPart>,
): Promise<WalkDone> {
  const { states, outcomes, standing, uncertain, unread, held } = await sumOf(walked.parts());
  const found = [...heldAlerts(held), ...unreadAlerts(unread)];
  await notifier.notify(found);
  const causes = [...standing, ...found.map(({ cause }) => cause.id)];
  const stands = causes.map((id) => ({ cause: { id, windowSeconds: 0 } }));
  await notifier.resolve(coveredByWalk(walked, unread, uncertain), stands);
  await notifyUnsent(ledger, notifier.notify, 'unused-repositories');
  const result = { states, outcomes, unread: unread.length };
  logger.info('Unused repositories looked for', result);
  count(actionCounts(outcomes));
  return { result };
}
