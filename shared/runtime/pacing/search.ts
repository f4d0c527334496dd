import { Tally } from './tally.ts';

/** So many calls that went through determine the limit to a tenth, which is close enough. */
const ENOUGH_OK = 12;

/** So many throttled ones are enough for one search, whatever is known by then. */
const ENOUGH_THROTTLED = 16;

/** Answers come unevenly: this part of what was measured is taken for certain. */
const CERTAIN = 0.7;

/** By how much the first calls that go through raise the rate: a quarter, an eighth, … */
const STEP = 0.25;

/** What each throttled call takes off, once per reaction. */
const CUT = 0.2;

/**
 * Measures an unknown limit, from a moment at which calls were throttled on.
 *
 * Whoever has used up a limit gets `limit × time` calls through after that, give or take one, however many
 * are sent. So nothing is sent for a round trip; what the calls on their way come to in that time is a first
 * estimate. From then on `(calls + 1) ÷ time` is an upper bound on the limit at each throttled call, and the
 * rate follows it. It never goes below what was measured for certain (a lower bound): where a limit is not
 * what throttles, fewer calls go through the fewer are sent, and the upper bound would follow them to 0.
 *
 * Times in milliseconds, rates in calls per millisecond.
 */
export class Search {
  readonly #since: number;
  readonly #pause: number;
  readonly #seen = new Tally();
  #throttledInPause = 0;
  #lower = 0;

  constructor(now: number, roundTrip: number) {
    this.#since = now;
    this.#pause = Math.max(2, roundTrip);
  }

  /** When calls may go out again. */
  get resumes(): number {
    return this.#since + this.#pause;
  }

  get done(): boolean {
    const { ok, throttled } = this.#seen;
    return ok >= ENOUGH_OK || throttled - this.#throttledInPause >= ENOUGH_THROTTLED;
  }

  saw(ok: boolean): void {
    this.#seen.add(ok);
  }

  /** The rate to go on with after the pause. */
  resume(now: number): number {
    this.#throttledInPause = this.#seen.throttled;
    this.#lower = this.#certain(now);
    return (this.#seen.ok + 1) / (now - this.#since);
  }

  /** After a call of this search that went through. */
  raised(rate: number): number {
    return rate * (1 + STEP / (this.#seen.ok + 1));
  }

  /** After a throttled call of this search. @param fresh it went out at this rate, not at one before it */
  lowered(now: number, rate: number, fresh: boolean): number {
    this.#lower = Math.max(this.#lower, this.#certain(now));
    return this.bounded(now, fresh ? rate * (1 - CUT) : rate);
  }

  /** The rate, within what is known of the limit; the pause is no time in which calls could have gone through. */
  bounded(now: number, rate: number): number {
    const elapsed = now - this.#since - this.#pause / 2;
    const upper = elapsed > 0 ? (this.#seen.ok + 1) / elapsed : rate;
    return Math.max(this.#lower, Math.min(upper, rate));
  }

  #certain(now: number): number {
    return (CERTAIN * (this.#seen.ok - 1)) / (now - this.#since);
  }
}
