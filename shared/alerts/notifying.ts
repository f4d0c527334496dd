import type { AlertKind, Notice, Where } from './alert.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { News } from './origin.ts';

/** Sends what it can; answers what could not be sent, and why. */
export type Send = (news: readonly News[]) => Promise<{ unsent: Notice[]; error?: unknown }>;

/** What notifications are sent with, each cause once. */
export interface Notifying {
  ledger: Ledger;
  send: Send;
  now: () => Date;
  /** See `NotifierOptions`. */
  looksUp?: boolean;
  /** See `Notifier`. */
  notifyLedgerUnreachable(error: unknown): Promise<void>;
}

/** What a scheduled run has checked. */
export interface ScheduledRun {
  kinds: readonly AlertKind[];
  /** When it began: an alert that was sent since may be newer than what the run has read. */
  began: Date;
  /** Whether the run has checked this place and could read it: only then an alert on it can be resolved. */
  covers(where: Where, kind: AlertKind): boolean;
}
