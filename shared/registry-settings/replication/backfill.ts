import {
  type ECRClient,
  LimitExceededException,
  ReplicationBackfillInProgressException,
  ReplicationBackfillInvalidStatusException,
  ReplicationBackfillNotFoundException,
  StartReplicationBackfillCommand,
  StopReplicationBackfillCommand,
} from '@aws-sdk/client-ecr';
import type { ChangeKind } from '../../changes/kind.ts';
import { blockedIf, type Outcome, type Step } from '../../changes/step.ts';
import { type Backfill, hasEnded, listBackfills, progressOf } from './list.ts';
import type { BackfillRecords } from './memory.ts';
import { CLOCKS_MS, standOf, wantedBackfills } from './stand.ts';
import {
  type DeclaredReplication,
  destinationOf,
  isCopied,
  type ObservedReplication,
  observeReplication,
} from './state.ts';

/** What a backfill copies: repositories with one of these prefixes, or all where there are none. */
export interface BackfillState {
  destination: string;
  prefixes: readonly string[];
}

/** `since`: one that was started later, in milliseconds since 1970, is the one that is planned. */
export type BackfillChange = {
  kind: 'backfill';
  destination: string;
  since: number;
} & Step<BackfillState>;

/** What is known of backfills. */
export interface ObservedBackfills {
  listed: readonly Backfill[];
  /** Undefined without a ledger: then none is started, as nobody would remember it. */
  records: BackfillRecords | undefined;
}

/** Those that run at a time in a registry (API reference, StartReplicationBackfill). */
const MOST_AT_ONCE = 10;

/** What has to be started, and what runs. One that has ended is no change. */
export function planBackfills(
  declared: DeclaredReplication,
  { own }: Pick<ObservedReplication, 'own'>,
  { listed, records }: ObservedBackfills,
  now = Date.now(),
): BackfillChange[] {
  const open = listed.filter((it) => !hasEnded(it));
  const busy = new Set(open.map(({ destination }) => destinationOf(destination).region));
  const first = (region: string) => {
    // ECR runs one for each region of destinations.
    if (busy.has(region)) return `another backfill to ${region} comes first`;
    return busy.size < MOST_AT_ONCE ? undefined : `ECR runs ${MOST_AT_ONCE} backfills at a time`;
  };
  return [...wantedBackfills(declared, own)].map(([destination, prefixes]) => {
    const state: BackfillState = { destination, prefixes };
    const stand = standOf(prefixes, records?.get(destination), listed);
    const { since = now } = { since: undefined, ...stand };
    const base = { kind: 'backfill', destination, since } as const;
    if (stand.state === 'running') {
      return { ...base, action: 'none', before: state, reason: progressOf(stand.backfill) };
    }
    if (stand.state !== 'wanted') return { ...base, action: 'none', before: state };
    const { region } = destinationOf(destination);
    const why = first(region);
    if (why !== undefined) {
      return { ...base, action: 'none', before: state, reason: `it waits, as ${why}` };
    }
    busy.add(region);
    return { ...base, action: 'create', after: state, ...blockedIf(records ? [] : [noLedger]) };
  });
}

const noLedger =
  'only the ledger of a stack remembers that it was done: deploy a stack, or start it with aws ecr start-replication-backfill';

export const backfillKind: ChangeKind<BackfillChange> = {
  nameOf: ({ destination }) => `backfill of ${destination}`,
  targetOf: ({ destination }) => `the replication backfill of ${destination}`,
  limit: 'registry',
  canBreak: () => false,
  write: (ecr, change) => (change.action === 'create' ? start(ecr, change) : stop(ecr, change)),
  current: async (ecr, { destination }) => {
    const running = await runningTo(ecr, destination);
    return running && { destination, prefixes: [] };
  },
  isSame: (a, b) => a.destination === b.destination,
};

/** Starts it once its rule is in place, and not again what an earlier run has started. */
async function start(ecr: ECRClient, change: BackfillChange): Promise<Outcome> {
  const { destination, since } = change;
  const prefixes = 'after' in change ? change.after.prefixes : [];
  const { state } = await observeReplication(ecr);
  if (!isCopied(state, destination, prefixes)) return 'unchanged';
  const listed = await listBackfills(ecr);
  const isIt = (it: Backfill) =>
    it.destination === destination && it.startedAt.getTime() >= since - CLOCKS_MS;
  if (listed.some(isIt)) return 'unchanged';
  try {
    const input = { destination: destinationOf(destination) };
    await ecr.send(new StartReplicationBackfillCommand(input));
    return 'created';
  } catch (error) {
    // Another one to that region, or ours, whose answer was lost: the next run sees which.
    if (error instanceof ReplicationBackfillInProgressException) return 'unchanged';
    if (error instanceof LimitExceededException && (await isFull(ecr))) return 'unchanged';
    throw error;
  }
}

/** Whether so many run by now that another one has to wait. */
async function isFull(ecr: ECRClient): Promise<boolean> {
  const listed = await listBackfills(ecr);
  return listed.filter((it) => !hasEnded(it)).length >= MOST_AT_ONCE;
}

/** Stops the one that runs; what it has copied stays. */
async function stop(ecr: ECRClient, { destination }: BackfillChange): Promise<Outcome> {
  const running = await runningTo(ecr, destination);
  if (running === undefined) return 'unchanged';
  try {
    const input = { replicationBackfillId: running.id };
    await ecr.send(new StopReplicationBackfillCommand(input));
    return 'deleted';
  } catch (error) {
    const isOver =
      error instanceof ReplicationBackfillInvalidStatusException ||
      error instanceof ReplicationBackfillNotFoundException;
    if (isOver) return 'unchanged';
    throw error;
  }
}

async function runningTo(ecr: ECRClient, destination: string): Promise<Backfill | undefined> {
  const listed = await listBackfills(ecr);
  return listed.find((it) => it.destination === destination && !hasEnded(it));
}
