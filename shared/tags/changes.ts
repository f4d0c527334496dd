import pMap from 'p-map';
import type { Notifier } from '../alerts/notifier.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { moveAlert } from './alert.ts';
import { planTag, type Step } from './plan.ts';
import type { Reading, TagRecord } from './record.ts';
import type { TagRule } from './rules.ts';
import type { TagTable } from './table.ts';
import { noteReported, take, unreportedMove } from './watch.ts';

export type Steps = { [kind in Step['kind']]?: number };

/** A tag as a walk finds it. */
export interface Found {
  rule: TagRule;
  /** Undefined where the table has none. */
  known: TagRecord | undefined;
  reading: Reading;
}

/** What a walk finds new of tags, until it is written: of a tag that is as recorded, nothing is kept. */
export interface Changes {
  add(found: Found): void;
  /** Whether so many wait that they have to be written now, for the sake of memory. */
  isFull(): boolean;
  /** Writes what waits, and sends the alerts on the moves among it. Never throws: `end` does. */
  write(): Promise<void>;
  /**
   * Writes the rest.
   *
   * @throws the first error of all writes: what was not written is found again by the next visit.
   */
  end(): Promise<Steps>;
}

/** More wait only on the first night, or when very many tags move. */
const MOST_WAITING = 2000;

/** How many tags are written concurrently. */
const WRITES_AT_A_TIME = 20;

/** How many moves of one bundle are logged. */
const MOST_LOGGED = 100;

export interface ChangesTo {
  tags: TagTable;
  notifier: Pick<Notifier, 'notify'>;
}

export function createChanges(to: ChangesTo): Changes {
  const waiting: (Found & { step: Step })[] = [];
  const steps: Steps = {};
  const failures: unknown[] = [];
  const counted = (kind: Step['kind']) => {
    steps[kind] = (steps[kind] ?? 0) + 1;
  };
  const write = async () => {
    const found = waiting.splice(0);
    if (found.length === 0) return;
    try {
      const written = await pMap(found, (it) => take(to, it.rule, it), {
        concurrency: WRITES_AT_A_TIME,
      });
      // Another invocation that is writing the same tag reports its move.
      for (const [at, { step }] of found.entries()) counted(written[at] ? step.kind : 'stale');
      await report(to, found, written);
    } catch (error) {
      failures.push(error);
    }
  };
  return {
    add: (found) => {
      const step = planTag(found.known, found.reading);
      const isKnown = step.kind === 'none' && !found.known?.untold;
      if (isKnown || step.kind === 'stale') counted(step.kind);
      else waiting.push({ ...found, step });
    },
    isFull: () => waiting.length >= MOST_WAITING,
    write,
    end: async () => {
      await write();
      for (const error of failures) throw error;
      return steps;
    },
  };
}

/** Sends the alerts on moves together, and records that: the same as `notifyMove` does for one tag. */
async function report(
  { tags, notifier }: ChangesTo,
  found: readonly Found[],
  written: readonly (TagRecord | undefined)[],
): Promise<void> {
  const moves = found.flatMap(({ rule: { message } }, at) => {
    const record = written[at];
    const move = record && unreportedMove(record);
    return record && move ? [{ record, move, alert: moveAlert(record, move, message) }] : [];
  });
  const alerts = moves.map(({ alert }) => alert);
  const notified = await notifier.notify(alerts);
  if (notified > 0) {
    logger.warn('Tags were moved', { count: notified, alerts: alerts.slice(0, MOST_LOGGED) });
    count({ MovedTagsTold: notified });
  }
  // Those that another one has sent are recorded by it, or once that must have ended.
  const toNote = ({ record, move }: (typeof moves)[number]) =>
    noteReported(tags, record, move, notified === moves.length);
  await pMap(moves, toNote, { concurrency: WRITES_AT_A_TIME });
}
