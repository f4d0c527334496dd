import { countsOf, noteCounts } from '../../actions/counts.ts';
import type { Gate } from '../../actions/gate.ts';
import { heldAlertsOf } from '../../actions/held.ts';
import { notifyUnsent } from '../../actions/unsent.ts';
import type { Ledger } from '../../alerts/ledger/ledger.ts';
import type { Notifier } from '../../alerts/notifier.ts';
import { SLICE_PREVIEWS } from '../../registry/lifecycle/preview-all.ts';
import { scanTypeOf } from '../../registry/settings/scan-type.ts';
import { logger } from '../../runtime/logger.ts';
import { count } from '../../runtime/metrics.ts';
import type { Done, Seen, Slice, Visitor, Walk, Walked } from '../../walk/visitor.ts';
import { coveredByWalk, repositoryAlerts, unreadAlerts } from '../alert.ts';
import { actionCounts } from '../apply.ts';
import { react } from '../react.ts';
import type { SettingsRules } from '../rules.ts';
import { missingIn, planOf } from '../scope.ts';
import { type Collected, collectGoverned } from './collect.ts';
import { lookForMissing } from './missing.ts';
import { partOf, type SettingsPart, sumOf } from './part.ts';
import { observeSlice } from './slice.ts';

export interface SettingsVisiting {
  rules: SettingsRules;
  /** Prefixes of the cache rules in registry.yml, exempt besides those of the registry. */
  cachePrefixes: readonly string[];
  gate: Gate;
  notifier: Pick<Notifier, 'notify' | 'resolve'>;
  ledger: Ledger;
}

export interface SettingsBegun {
  /** Of the registry; absent where no rule needs it. */
  scanType?: string;
  /** To how many repositories rules applied on the last walk: what a percentage of repositories refers to. */
  governed?: number;
}

/** The name of the counts in the ledger. */
const countsIn = { baseline: 'governed', repositories: 'governed-repositories' } as const;

/** Brings the settings of repositories in line with rules, slice by slice. Needs no images. */
export function settingsVisitor(with_: SettingsVisiting): Visitor<SettingsPart, SettingsBegun> {
  return {
    name: with_.rules.visitor,
    begin: (walk) => begin(with_, walk),
    slice: (slice, begun) => {
      const existing = slice.cacheRules.map((rule) => rule.ecrRepositoryPrefix);
      const prefixes = [...existing, ...with_.cachePrefixes];
      const collector = collectGoverned(with_.rules, prefixes);
      const end = async ({ range }: Seen) => {
        const missing = await lookForMissing(with_.rules, prefixes, slice, range);
        collector.governed.push(...missing.found);
        return bringInLine(with_, slice, begun, { ...collector, missing: missing.names });
      };
      const nothing = () => undefined;
      return { repository: with_.rules.isEmpty ? nothing : collector.repository, end };
    },
    done: (walked) => done(with_, walked),
  };
}

async function begin({ rules, ledger }: SettingsVisiting, { ecr, began }: Walk) {
  const { repositories: governed } =
    (await countsOf(ledger, countsIn[rules.capability], began)) ?? {};
  return {
    ...(rules.asksForScans && { scanType: await scanTypeOf(ecr) }),
    ...(governed !== undefined && { governed }),
  };
}

/** A percentage refers to what the last walk has counted. Where none has, or of other rules, the slice is less than all. */
async function bringInLine(
  { rules, gate, notifier }: SettingsVisiting,
  slice: Slice,
  { scanType, governed }: SettingsBegun,
  collected: Collected & { missing: readonly string[] },
): Promise<SettingsPart> {
  const { ecr, settings, uses, indexes } = slice;
  const observed = await observeSlice(slice, collected.governed, scanType);
  const missing = missingIn(rules, collected.missing);
  const planned = planOf(collected.names, observed, missing);
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
  { rules: { capability }, notifier, ledger }: SettingsVisiting,
  walked: Walked<SettingsPart, SettingsBegun>,
): Promise<Done> {
  const { checked, governed, outcomes, standing, unread, held } = await sumOf(walked.parts());
  const found = [...heldAlertsOf(capability, held), ...unreadAlerts(capability, unread)];
  await notifier.notify(found);
  const causes = [...standing, ...found.map(({ cause }) => cause.id)];
  const stands = causes.map((id) => ({ cause: { id, windowSeconds: 0 } }));
  await notifier.resolve(coveredByWalk(capability, walked, unread), stands);
  await notifyUnsent(ledger, notifier.notify, capability);
  if (walked.hasSeen(undefined)) {
    await noteCounts(ledger, countsIn[capability], { repositories: governed }, walked.began);
  }
  const result = { checked, outcomes, unread: unread.length };
  logger.info('Repositories checked against their rules', result);
  count(actionCounts(outcomes));
  return { result };
}
