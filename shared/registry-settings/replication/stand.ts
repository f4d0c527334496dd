import type { RegistryIdentity } from '../../registry/identity.ts';
import { type Backfill, hasEnded } from './list.ts';
import type { BackfillRecord } from './memory.ts';
import { covers, type DeclaredReplication, obstacleTo, placeOf } from './state.ts';

/** How it is with a backfill that is declared. */
export type Stand =
  /** It has to be started: one that ECR has begun after `since` is it, in milliseconds since 1970. */
  | { state: 'wanted'; since?: number }
  | { state: 'running' | 'ended'; backfill: Backfill; record: BackfillRecord }
  /** It has ended, which was reported, or ECR has forgotten it. */
  | { state: 'over' };

/** Milliseconds by which the clock of ECR may be behind ours. */
export const CLOCKS_MS = 5000;

/**
 * @param record - Undefined: nothing was ever noted of that destination.
 * @param listed - All that ECR lists, the newest first.
 */
export function standOf(
  prefixes: readonly string[],
  record: BackfillRecord | undefined,
  listed: readonly Backfill[],
): Stand {
  if (record === undefined || !covers(record.prefixes, prefixes)) return { state: 'wanted' };
  if (record.ended !== undefined) return { state: 'over' };
  const isIt = (it: Backfill) =>
    record.id === undefined
      ? it.destination === record.destination &&
        it.startedAt.getTime() >= record.wantedAt - CLOCKS_MS
      : it.id === record.id;
  const backfill = listed.find(isIt);
  if (backfill) return { state: hasEnded(backfill) ? 'ended' : 'running', backfill, record };
  return record.id === undefined ? { state: 'wanted', since: record.wantedAt } : { state: 'over' };
}

/** The prefixes to copy to each destination that has `backfill` and can be copied to; none: all repositories. */
export function wantedBackfills(
  { rules }: DeclaredReplication,
  own: RegistryIdentity,
): Map<string, readonly string[]> {
  const pairs = rules
    .filter(({ backfill }) => backfill)
    .flatMap(({ destinations, repositories }) =>
      destinations.map((it) => [placeOf(it, own), repositories] as const),
    )
    .filter(([destination]) => obstacleTo(destination, own) === undefined);
  const byDestination = Map.groupBy(pairs, ([destination]) => destination);
  return new Map(
    [...byDestination].map(([destination, those]) => {
      const isAll = those.some(([, prefixes]) => prefixes.length === 0);
      const all = new Set(those.flatMap(([, prefixes]) => prefixes));
      return [destination, isAll ? [] : [...all].sort()];
    }),
  );
}

/** Whether any rule has `backfill`. */
export function wantsBackfills({ rules }: DeclaredReplication): boolean {
  return rules.some(({ backfill }) => backfill);
}
