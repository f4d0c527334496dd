import type { Gate } from '../actions/gate.ts';
import { heldParts } from '../actions/held.ts';
import type { Alert } from '../alerts/alert.ts';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import type { Notifier } from '../alerts/notifier.ts';
import type { RegistryRepository } from '../registry/read.ts';
import type { Store } from '../runtime/store/store.ts';
import { rememberedFor } from '../use/remembered.ts';
import type { Uses } from '../use/uses.ts';
import type { Slice, SliceVisit, Visitor } from '../walk/visitor.ts';
import { actOn } from './act/act.ts';
import type { Acted } from './act/acted.ts';
import type { EnforcedRetention } from './act/perform.ts';
import { actedAlerts, announcedAlerts, heldOf } from './alert.ts';
import { announceIn } from './announce-in.ts';
import { doneWith } from './done.ts';
import { added, noPart, type RetentionPart } from './part.ts';
import type { Retention } from './rules.ts';
import { type ClientOfSource, createSourceReader, type SourceReader } from './source/source.ts';
import type { Prices } from './totals.ts';

/** What the walk gives the visitor besides what comes with each slice. */
export interface RetentionVisiting {
  retention: Retention;
  prices: Prices;
  gate: Gate;
  ledger: Ledger;
  notifier: Pick<Notifier, 'notify' | 'resolve'>;
  store: Store;
  /** The client for the source of a replication. */
  clientOfSource: ClientOfSource;
  /** Reads what runs now: right before an action, what the walk has read is too old. */
  uses(): Promise<Uses>;
}

/** Milliseconds for which a reading of what runs holds, right before an action. */
const FRESH_MS = 60_000;

/**
 * Announces what the rules of retention select, and archives or deletes what was announced long enough ago. Rules that
 * only report, or are not allowed, need nothing of the walk.
 */
export function retentionVisitor(with_: RetentionVisiting): Visitor<RetentionPart> {
  const usesNow = rememberedFor(FRESH_MS, with_.uses);
  return {
    name: 'retention',
    slice: (slice) => visitSlice({ ...with_, uses: usesNow }, slice),
    done: (walked) => doneWith(with_, walked),
  };
}

interface Due {
  name: string;
  rule: EnforcedRetention;
}

function visitSlice(with_: RetentionVisiting, slice: Slice): SliceVisit<RetentionPart> {
  const { retention, gate, notifier, prices } = with_;
  const sources = createSourceReader(with_.clientOfSource, slice.registry);
  let part = noPart();
  const due: Due[] = [];
  const alerts: Alert[] = [];
  return {
    repository: async ({ repositoryName: name }: RegistryRepository) => {
      const rule = retention(name);
      if (!isEnforced(rule)) return undefined;
      const kind = rule.action === 'delete' ? 'deleteImage' : 'archive';
      if ((await gate.observes(rule.enforcedRule, kind)) !== undefined) return undefined;
      return announceIn({ ...slice, store: with_.store, sources }, { name, rule }, (found) => {
        part = added(part, found.part);
        if (found.isDue) due.push({ name, rule });
        alerts.push(...announcedAlerts(found.announcement, prices));
      });
    },
    end: async () => {
      await notifier.notify(alerts);
      for (const each of due) part = added(part, await doDue(with_, { ...slice, sources }, each));
      return part;
    },
  };
}

function isEnforced(rule: ReturnType<Retention>): rule is EnforcedRetention {
  return rule?.enforcedRule !== undefined;
}

async function doDue(
  with_: RetentionVisiting,
  slice: Slice & { sources: SourceReader },
  { name, rule }: Due,
): Promise<RetentionPart> {
  const { gate, notifier, prices, store, uses } = with_;
  const acted = await actOn({ ...slice, gate, store, uses }, name, rule);
  const alerts = actedAlerts(name, acted, prices);
  await notifier.notify(alerts);
  await gate.notified(acted.flatMap(({ actionId }) => actionId ?? []));
  const standing = alerts.filter(({ stands }) => stands).map(({ cause }) => cause.id);
  return { ...countsOf(name, acted), held: heldParts(heldOf(name, acted)), standing };
}

function countsOf(name: string, acted: readonly Acted[]): RetentionPart {
  const outcomes: RetentionPart['outcomes'] = {};
  for (const { outcome, totals } of acted) {
    outcomes[outcome] = (outcomes[outcome] ?? 0) + totals.images;
  }
  return { ...noPart(), outcomes, late: outcomes.late === undefined ? [] : [name] };
}
