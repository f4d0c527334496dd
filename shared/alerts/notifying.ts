import type { AlertKind, Notice, Where } from './alert.ts';
import type { Ledger } from './ledger.ts';
import type { News } from './origin.ts';

/** Sends what it can, and says what it could not. */
export type Send = (news: readonly News[]) => Promise<{ unsent: Notice[]; error?: unknown }>;

/** With what people are told, each cause once. */
export interface Notifying {
  ledger: Ledger;
  send: Send;
  now: () => Date;
  /** See People. */
  notifyLedgerUnreachable(error: unknown): Promise<void>;
}

/** What a sweep has looked at. */
export interface Sweep {
  kinds: readonly AlertKind[];
  /** When it began to look: what was told since may be newer than what it saw. */
  began: Date;
  /**
   * Did it look there, and could it read what is there? Only that can be over. `where` is as the alert had it that
   * people were told.
   */
  covers(where: Where, kind: AlertKind): boolean;
}
