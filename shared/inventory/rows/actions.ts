import type { EnforcedRule } from '../../actions/action.ts';
import { type Entry, entriesOfDay } from '../../actions/audit-log.ts';
import { observing, standingOf } from '../../actions/permits/standing.ts';
import type { Ledger } from '../../alerts/ledger/ledger.ts';
import type { Partition } from '../../registry/partition.ts';
import { explained } from '../../runtime/explain.ts';
import type { Store } from '../../runtime/store/store.ts';
import { writeParts } from '../parquet/parts.ts';
import type { ActionsSummary } from '../summary/summary.ts';
import type { ActionRow } from './rows.ts';

/** The ledger with the actions of a stack, and its rules that can be enforced. */
export interface ActionsSource {
  ledger: Ledger;
  rules: readonly EnforcedRule[];
}

const DAY_MS = 86_400_000;

/**
 * Writes the actions of the day before and of today so far into the folders of their days, and returns their counts.
 * A ledger that cannot be read does not fail the inventory: the problem is returned instead.
 */
export async function keepActions(
  store: Store,
  partition: Partition,
  source: ActionsSource,
): Promise<ActionsSummary> {
  const yesterday = new Date(Date.parse(partition.date) - DAY_MS).toISOString().slice(0, 10);
  try {
    await writeDay(store, partition, source.ledger);
    const entries = await writeDay(store, { ...partition, date: yesterday }, source.ledger);
    return { date: yesterday, ...countsOf(entries), observing: await onlyObserving(source) };
  } catch (error) {
    return { problem: explained(error) };
  }
}

/** The actions of a day, the oldest first; a second run overwrites them. */
async function writeDay(store: Store, partition: Partition, ledger: Ledger): Promise<Entry[]> {
  const noted = await Array.fromAsync(entriesOfDay(ledger, partition.date));
  const entries = noted.map(({ entry }) => entry).reverse();
  await writeParts({ store, partition, slice: 0 }, 'acts', entries.map(rowOf));
  return entries;
}

function rowOf(entry: Entry): ActionRow {
  const { id, at, by, capability, kind, rule, repository, target, what, weight } = entry;
  const { state, outcome, error, before, after } = entry;
  return {
    ...{ id, at: new Date(at), by, capability, kind, rule, repository, target, what, weight },
    ...{ state, outcome, error, before: jsonOf(before), after: jsonOf(after) },
  };
}

function jsonOf(state: unknown): string | undefined {
  return state === undefined ? undefined : JSON.stringify(state);
}

function countsOf(entries: readonly Entry[]) {
  const count = (state: Entry['state']) => entries.filter((it) => it.state === state).length;
  return { done: count('done'), failed: count('failed'), unknown: count('begun') };
}

/** The names of the rules that are not allowed yet, each with its capability. */
async function onlyObserving({ ledger, rules }: ActionsSource): Promise<string[]> {
  const names: string[] = [];
  for (const [capability, those] of Map.groupBy(rules, (rule) => rule.capability)) {
    const standing = await standingOf(ledger, capability, those);
    names.push(...observing(standing).map((name) => `${capability}: ${name}`));
  }
  return names;
}
