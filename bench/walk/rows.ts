import { type Calls, listed, total } from './count.ts';
import type { Night, ScheduledRun } from './night.ts';
import type { PeerRun } from './peers.ts';
import { leastCalls } from './registry.ts';
import { large, type Memory, RATE, usual, type Wall } from './scenarios.ts';
import { megabytes, number, ratio } from './words.ts';

/** A figure, what it was before the walk, and the target. */
export interface Row {
  what: string;
  measured: string;
  before: string;
  reach: string;
  /** Undefined where it was not measured. */
  reached: boolean | undefined;
}

const writes = ['UpdateItem', 'PutItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems'];

export function callRows(now: Night, before: Night): Row[] {
  const least = leastCalls(usual);
  const listing = listed(now.all.ecr);
  const others = total(now.all.ecr) - listing;
  const { different } = now.all;
  const day = dayOf(now);
  const lists = ({ ecr }: ScheduledRun) => listed(ecr);
  const night = total(now.all.ecr);
  return [
    {
      what: 'ECR calls of a night that list, 1,000 × 200',
      measured: number(listing),
      before: number(listed(before.all.ecr)),
      reach: `≤ 1.05 × ${number(least)}: ${ratio(listing, least)}`,
      reached: listing <= 1.05 * least,
    },
    {
      what: 'all other ECR calls of that night',
      measured: number(others),
      before: number(total(before.all.ecr) - listed(before.all.ecr)),
      reach: `≤ 1.05 × ${number(different)}, the different ones: ${ratio(others, different)}`,
      reached: others <= 1.05 * different,
    },
    {
      what: 'ECR calls of a day',
      measured: `${number(day)}, ${number(dayOf(now, lists))} list`,
      before: `${number(dayOf(before))}, ${number(dayOf(before, lists))} list`,
      reach: `≤ 1.1 nights of ${number(night)}: ${ratio(day, night)}`,
      reached: day <= 1.1 * night,
    },
  ];
}

/**
 * A count of each function's run as often as its schedule starts it in a day, not measured over a day.
 *
 * @param countOf - All calls of ECR by default.
 */
export function dayOf(
  { runs }: Night,
  countOf: (run: ScheduledRun) => number = ({ ecr }) => total(ecr),
): number {
  return Object.values(runs).reduce((sum, run) => sum + run.runsADay * countOf(run), 0);
}

export function wallRow(now: Wall, before: Night): Row {
  const { seconds, least } = wallOf(now);
  return {
    what: `wall of a night, 20,000 × 20, ${RATE} calls/s, ${large.violations} violations replaced`,
    measured: `${Math.round(seconds)} s, ${now.quarantined} replaced`,
    before: `${Math.round(total(before.all.ecr) / RATE)} s (${number(total(before.all.ecr))} calls ÷ ${RATE})`,
    reach: `≤ 1.1 × ${number(least * RATE)} calls ÷ ${RATE}: ${ratio(seconds, least)}`,
    reached: seconds <= 1.1 * least && now.quarantined === large.violations,
  };
}

export function killedRow(killed: Wall, undisturbed: Wall): Row {
  const [calls, usually] = [total(killed.all.ecr), total(undisturbed.all.ecr)];
  return {
    what: 'the same, killed every five minutes',
    measured: `${number(calls)} calls, ${killed.kills} kills, ${killed.quarantined} replaced`,
    before: 'began anew',
    reach: `≤ 1.1 × ${number(usually)} calls: ${ratio(calls, usually)}, the same end`,
    reached: killed.kills > 0 && calls <= 1.1 * usually && killed.end === undisturbed.end,
  };
}

function wallOf({ runs, all, limited }: Wall): { seconds: number; least: number } {
  const least = (total(all.ecr) - total(all.ecr, ['PutImage'])) / RATE;
  const seconds = Object.values(runs).reduce((sum, run) => sum + run.seconds, 0);
  return { seconds: limited ? seconds : least, least };
}

export function ledgerRow(now: Night, before: Night): Row {
  const writesOf = ({ dynamodb }: ScheduledRun) => total(dynamodb, writes);
  const text = (night: Night) =>
    `${number(total(night.all.dynamodb, writes))} writes (${number(dayOf(night, writesOf))} a day), ` +
    readsOf(night.all.dynamodb);
  return {
    what: 'DynamoDB in a night, 10,000 standing violations, nothing new',
    measured: text(now),
    before: text(before),
    reach: '0 writes',
    reached: total(now.all.dynamodb, writes) === 0,
  };
}

function readsOf(dynamodb: Calls): string {
  const reads = ['GetItem', 'BatchGetItem', 'Query', 'Scan'];
  return reads
    .map((operation) => `${number(total(dynamodb, [operation]))} ${operation}`)
    .join(', ');
}

export function memoryRow([few, many]: Memory[], [, before]: Memory[]): Row {
  const [small, big] = [few?.peakBytes ?? 0, many?.peakBytes ?? 0];
  return {
    what: `peak memory, ${number(many?.images ?? 0)} images in 1,000 repositories`,
    measured: megabytes(big),
    before: megabytes(before?.peakBytes ?? 0),
    reach: `≤ 1.2 × ${megabytes(small)} (${number(few?.images ?? 0)} images): ${ratio(big, small)}; ≤ 256 MB`,
    reached: big <= 1.2 * small && big <= 256_000_000,
  };
}

/** Every peer beside us; one that is not installed is said to be. */
export function peerRows(measured: Record<string, PeerRun | undefined>): Row[] {
  const { 'ecr-steward': ours, ...others } = measured;
  if (ours === undefined) return [];
  return Object.entries(others).map(([name, theirs]) => ({
    what: `reading 1,000 × 200, 40 ms a call, beside ${name}`,
    measured: runText(ours),
    before: theirs === undefined ? 'skipped: it is not installed' : runText(theirs),
    reach: 'fewer calls, a shorter wall',
    reached:
      theirs &&
      theirs.exitCode === 0 &&
      ours.totalCalls < theirs.totalCalls &&
      ours.seconds < theirs.seconds,
  }));
}

function runText({ totalCalls, seconds, peakBytes }: PeerRun): string {
  return `${number(totalCalls)} calls, ${seconds} s, ${megabytes(peakBytes)}`;
}
