import { type Outcome, PacingLaw, type Ticket } from './law.ts';

/** Starts attempts when the law allows it, in the order in which they came. */
export interface Pacer {
  /** Resolves when the attempt may start; at once, and without a promise, while nothing holds it back. */
  turn(): Ticket | Promise<Ticket>;
  /** Every turn has to be answered, or it counts as under way for ever. */
  answered(ticket: Ticket, outcome: Outcome): void;
}

/** Decides when attempts may start: see PacingLaw. */
export type Law = Pick<PacingLaw, 'wait' | 'start' | 'answered'>;

export function createPacer(law: Law = new PacingLaw()): Pacer {
  const waiting: ((ticket: Ticket) => void)[] = [];
  let timer: NodeJS.Timeout | undefined;
  let timerAt = Number.POSITIVE_INFINITY;

  const release = () => {
    while (waiting.length > 0) {
      const now = performance.now();
      const ms = law.wait(now);
      if (ms > 0) return wakeIn(ms, now);
      waiting.shift()?.(law.start(now));
    }
  };

  /** At most one timer; an answer may bring the time forward, and then a later one is replaced. */
  const wakeIn = (ms: number, now: number) => {
    if (ms === Number.POSITIVE_INFINITY || now + ms >= timerAt) return;
    clearTimeout(timer);
    timerAt = now + ms;
    timer = setTimeout(() => {
      timerAt = Number.POSITIVE_INFINITY;
      release();
    }, ms);
  };

  return {
    turn: () => {
      const now = performance.now();
      if (waiting.length === 0 && law.wait(now) === 0) return law.start(now);
      const { promise, resolve } = Promise.withResolvers<Ticket>();
      waiting.push(resolve);
      release();
      return promise;
    },
    answered: (ticket, outcome) => {
      law.answered(performance.now(), ticket, outcome);
      release();
    },
  };
}
