import type { Outcome, Ticket } from './law.ts';
import type { Law } from './pacer.ts';

const SECOND_MS = 1000;

/**
 * A law that lets at most so many calls start in any second, whatever else it allows: a rate that somebody has set,
 * to leave the rest to others. A second's worth may start at once.
 */
export class CappedLaw implements Law {
  readonly #law: Law;
  readonly #most: number;
  /** When the latest calls started, the oldest first; at most `#most`. */
  readonly #starts: number[] = [];

  /** @param most - Calls per second; at least 1. */
  constructor(law: Law, most: number) {
    this.#law = law;
    this.#most = most;
  }

  wait(now: number): number {
    const [oldest] = this.#starts;
    const isFull = oldest !== undefined && this.#starts.length >= this.#most;
    return Math.max(this.#law.wait(now), isFull ? oldest + SECOND_MS - now : 0);
  }

  start(now: number): Ticket {
    this.#starts.push(now);
    if (this.#starts.length > this.#most) this.#starts.shift();
    return this.#law.start(now);
  }

  answered(now: number, ticket: Ticket, outcome: Outcome): void {
    this.#law.answered(now, ticket, outcome);
  }
}
